import type { Polygon } from '../geometry/polygon.ts';
import { rasterize } from '../geometry/polygon.ts';
import type { Pixels } from '../geometry/units.ts';
import type { OwnVehicle } from '../scene/scene.ts';
import type { IdMask } from './id-mask.ts';

/** The pixels that are not 0 of a picture of `width` x `height` values, row by row. */
export function ownVehicleFromPixels(values: ArrayLike<number>, width: Pixels, height: Pixels): OwnVehicle {
  const runs: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    const begin = i;
    while (i < values.length && values[i] !== 0) i++;
    runs.push(begin, i);
  }
  return { width, height, runs };
}

/** The pixels of a picture of `width` x `height` whose centres lie inside one of the polygons, which are in pixels from the picture's corner. */
export function ownVehicleFromPolygons(polygons: readonly Polygon[], width: Pixels, height: Pixels): OwnVehicle {
  const inside = new Uint8Array(width * height);
  for (const polygon of polygons) {
    const part = rasterize(polygon, width, height);
    for (let row = 0; row < part.height; row++)
      for (let column = 0; column < part.width; column++)
        if (part.inside[row * part.width + column] !== 0) inside[(part.y + row) * width + part.x + column] = 1;
  }
  return ownVehicleFromPixels(inside, width, height);
}

/**
 * The mask with nothing said where the picture shows the vehicle that carries the camera: what projects there lies behind the vehicle
 * itself, and is not compared. Of a mask of another size than the picture's, a pixel is that of the picture at its centre. The mask
 * itself where there is no vehicle; it is never changed.
 */
export function withoutOwnVehicle(mask: IdMask, ownVehicle: OwnVehicle | undefined): IdMask {
  if (ownVehicle === undefined || ownVehicle.runs.length === 0) return mask;
  const { width, height, runs } = ownVehicle;
  const classes = mask.classes.slice(), instances = mask.instances?.slice() ?? null;
  if (mask.width === width && mask.height === height)
    for (let k = 0; k < runs.length; k += 2) {
      classes.fill(0, runs[k], runs[k + 1]);
      instances?.fill(0, runs[k], runs[k + 1]);
    }
  else {
    const inside = new Uint8Array(width * height);
    for (let k = 0; k < runs.length; k += 2) inside.fill(1, runs[k], runs[k + 1]);
    for (let y = 0, i = 0; y < mask.height; y++) {
      const row = width * Math.floor(((y + 0.5) * height) / mask.height);
      for (let x = 0; x < mask.width; x++, i++) {
        if (inside[row + Math.floor(((x + 0.5) * width) / mask.width)] === 0) continue;
        classes[i] = 0;
        if (instances !== null) instances[i] = 0;
      }
    }
  }
  return { ...mask, classes, instances };
}
