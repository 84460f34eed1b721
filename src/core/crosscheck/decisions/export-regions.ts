import { className } from '../../labels/taxonomy.ts';
import type { Taxonomy } from '../../labels/taxonomy.ts';
import type { ImageId } from '../../scene/scene.ts';
import type { IgnoreRegion } from '../findings/decision.ts';

/** What `ignoreRegionsJson` gives to those who make the masks: a published shape; another `schemaVersion` means another one. */
export interface IgnoreRegionsDocument {
  readonly schemaVersion: 1;
  /** Pictures with at least one region, by id. */
  readonly images: readonly ExportedRegions[];
}

/** The regions of one picture. */
export interface ExportedRegions {
  /** "sequence/frame/camera" */
  readonly image: ImageId;
  /** Path of the picture in the dataset; '' where the dataset has it no more. */
  readonly file: string;
  readonly regions: readonly {
    /** The mask's class that is wrong inside the polygon, by name and id; other classes there are not doubted. */
    readonly maskClass: string;
    readonly maskClassId: number;
    /** Of this instance of the mask only; absent where all of the class is doubted there. */
    readonly maskInstance?: number;
    /** Corners in pixels of the picture, (0, 0) the upper left corner of the first pixel; not closed. */
    readonly polygon: readonly (readonly [number, number])[];
    readonly finding: string;
    readonly reason: string;
    readonly author: string;
    /** ISO 8601, UTC. */
    readonly time: string;
  }[];
}

/** Every ignore region, picture by picture, as a JSON document, ended by a line break. */
export function ignoreRegionsJson(regions: Iterable<IgnoreRegion>, fileOf: (image: ImageId) => string | undefined, masks: Taxonomy): string {
  const byImage = new Map<ImageId, IgnoreRegion[]>();
  for (const region of regions) byImage.set(region.image, [...(byImage.get(region.image) ?? []), region]);
  const images = [...byImage].sort(([a], [b]) => (a < b ? -1 : 1)).map(([image, mine]): ExportedRegions => ({
    image,
    file: fileOf(image) ?? '',
    regions: mine.sort((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1)).map((r) => ({
      maskClass: className(masks, r.maskClass), maskClassId: r.maskClass, ...(r.maskInstance === undefined ? {} : { maskInstance: r.maskInstance }), polygon: r.polygon, finding: r.finding, reason: r.reason ?? '',
      author: r.author, time: new Date(r.timeMs).toISOString(),
    })),
  }));
  const document: IgnoreRegionsDocument = { schemaVersion: 1, images };
  return `${JSON.stringify(document, null, 2)}\n`;
}
