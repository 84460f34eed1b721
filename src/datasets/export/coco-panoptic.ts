import type { CocoSegment } from '#src/formats/masks/write-coco-panoptic.ts';
import { writeCocoPanoptic } from '#src/formats/masks/write-coco-panoptic.ts';
import type { ExportedFile } from './exporter.ts';
import { defineExporter, pathPart } from './exporter.ts';
import { PROJECTED_LOSSES, projectedLabels } from './projected.ts';

interface Picture {
  readonly picture: string;
  readonly mask: string;
  readonly width: number;
  readonly height: number;
  readonly segments: readonly CocoSegment[];
}

/** 2D masks of what the labelled points show in each picture, as COCO panoptic: a PNG of segment ids per picture, and panoptic.json for all. */
export const cocoPanopticMasks = defineExporter<undefined, readonly Picture[]>({
  id: 'coco-panoptic',
  title: 'COCO panoptic masks of the projected labels',
  holds: 'class and instance of the pixels around visible points; which instance it is only within a picture',
  capacity: { classes: 0xffff, instances: 0xffff, allSweeps: true },
  losses: () => [...PROJECTED_LOSSES, 'segments are numbered anew in every picture'],
  paths: (sequence, frame) => frame.images.filter((i) => i.unprojected === undefined).map((image) => ({ path: maskPath(sequence, image.camera, frame.id), bytesPerPoint: null })),
  async frame(input, _prepared, tree, context) {
    const files: ExportedFile[] = [], row: Picture[] = [];
    for await (const { image, labels } of projectedLabels(input, tree, context)) {
      const { width, height } = image.spec, mask = maskPath(input.sequence, image.camera, input.frame.id);
      const { png, segments } = writeCocoPanoptic(labels, width, height);
      files.push({ path: mask, bytes: png });
      row.push({ picture: image.file, mask, width, height, segments });
    }
    return { files, row };
  },
  finish({ taxonomy }, rows) {
    const pictures = rows.flat();
    const json = {
      images: pictures.map(({ picture, width, height }, id) => ({ id, file_name: picture, width, height })),
      annotations: pictures.map(({ mask, segments }, id) => ({ image_id: id, file_name: mask.slice(mask.lastIndexOf('/') + 1), segments_info: segments })),
      categories: taxonomy.classes.map((c) => ({ id: c.id, name: c.name, isthing: c.kind === 'thing' ? 1 : 0, color: [1, 3, 5].map((k) => parseInt(c.colour.slice(k, k + 2), 16)) })),
    };
    return Promise.resolve([{ path: 'panoptic.json', bytes: new TextEncoder().encode(JSON.stringify(json)) }]);
  },
});

/** The reader finds a mask in the table by its name alone, so that names differ over cameras and sequences. */
function maskPath(sequence: string, camera: string, frame: string): string {
  return `panoptic/${[sequence, camera, frame].map(pathPart).join('__')}.png`;
}
