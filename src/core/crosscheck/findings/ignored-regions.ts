import { rasterize } from '../../geometry/polygon.ts';
import type { Pixels } from '../../geometry/units.ts';
import type { IdMask } from '../id-mask.ts';
import type { IgnoreRegion } from './decision.ts';

/**
 * The mask with the ignored pixels void: those of a region's class, and instance where it names one, whose centre lies inside its polygon. The polygon is in pixels of the
 * picture, which has `image`'s size; the mask may have another. The mask itself where there is nothing to ignore; it is never changed.
 */
export function withIgnoredRegions(
  mask: IdMask, image: { readonly width: Pixels; readonly height: Pixels }, regions: readonly Pick<IgnoreRegion, 'maskClass' | 'maskInstance' | 'polygon'>[],
): IdMask {
  if (regions.length === 0) return mask;
  const classes = mask.classes.slice(), instances = mask.instances?.slice() ?? null;
  const scaleU = mask.width / image.width, scaleV = mask.height / image.height;
  for (const { maskClass, maskInstance, polygon } of regions) {
    const { x, y, width, height, inside } = rasterize(polygon.flatMap(([u, v]) => [u * scaleU, v * scaleV]), mask.width, mask.height);
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const pixel = (y + row) * mask.width + x + column;
        if (inside[row * width + column] === 0 || mask.classes[pixel] !== maskClass) continue;
        if (maskInstance !== undefined && mask.instances !== null && mask.instances[pixel] !== maskInstance) continue;
        classes[pixel] = 0;
        if (instances !== null) instances[pixel] = 0;
      }
  }
  return { ...mask, classes, instances };
}
