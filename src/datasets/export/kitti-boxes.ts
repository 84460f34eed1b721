import type { KittiObject } from '#src/formats/boxes/kitti.ts';
import { kittiPlace, writeKittiObjects } from '#src/formats/boxes/kitti.ts';
import type { ExportedFile } from './exporter.ts';
import { defineExporter, pathPart } from './exporter.ts';
import { box2d, kittiCalibText, kittiFrame } from './kitti-rect.ts';

interface Row {
  readonly sequence: string;
  readonly at: number;
  readonly objects: readonly { readonly object: KittiObject; readonly track: string | null }[];
}

const NOT_SEEN = [-1, -1, -1, -1] as const;

/**
 * Boxes as KITTI object's label_2/FRAME.txt, and, where they have tracks, KITTI tracking's label_02.txt for the whole sequence. In the rectified
 * cameras' frame of the dataset's calib files; where it has none, in its camera's, with calib files that say so.
 */
export const kittiBoxes = defineExporter<undefined, Row>({
  id: 'kitti-boxes',
  title: 'KITTI boxes: label_2 and tracks',
  holds: 'upright boxes with class and track; micrometres',
  capacity: { classes: 0, instances: 0, boxes: true, allSweeps: true },
  losses: () => [
    "turns about other axes than the camera's y are left out, and truncation and occlusion are not known (-1)",
    'boxes that the picture does not show have -1 for their 2D box; tracks become numbers; names are one word',
  ],
  paths: (sequence, frame) => [{ path: `${pathPart(sequence)}/label_2/${pathPart(frame.id)}.txt`, bytesPerPoint: null }],

  async frame({ sequence, at, frame, boxes, layout }, _prepared, tree) {
    const place = await kittiFrame(layout, frame, tree);
    if (place === null) return { files: [] };
    const objects = boxes.map(({ className, track, box }) => {
      const object: KittiObject = {
        type: className.replace(/\s+/g, '_'), truncated: -1, occluded: -1, ...kittiPlace(box, place.rectFromWorld), box2d: (place.image && box2d(box, place.image)) ?? NOT_SEEN,
      };
      return { object, track: track ?? null };
    });
    const name = pathPart(frame.id), encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    const files: ExportedFile[] = [{ path: `${pathPart(sequence)}/label_2/${name}.txt`, bytes: encode(writeKittiObjects(objects.map((o) => o.object))) }];
    if (!place.calibrated) files.push({ path: `${pathPart(sequence)}/calib/${name}.txt`, bytes: encode(kittiCalibText(frame, place)) });
    return { files, row: { sequence, at, objects } };
  },

  finish(_scene, rows) {
    const bySequence = new Map<string, Row[]>();
    for (const row of rows) if (row) bySequence.set(row.sequence, [...(bySequence.get(row.sequence) ?? []), row]);
    return Promise.resolve([...bySequence].flatMap(([sequence, own]): ExportedFile[] => {
      const numbers = new Map<string, number>();
      for (const { objects } of own) for (const { track } of objects) if (track !== null && !numbers.has(track)) numbers.set(track, numbers.size);
      if (numbers.size === 0) return [];
      const lines = own.flatMap(({ at, objects }) => objects.map(({ object, track }): KittiObject => ({ frame: at, track: track === null ? -1 : numbers.get(track)!, ...object })));
      return [{ path: `${pathPart(sequence)}/label_02.txt`, bytes: new TextEncoder().encode(writeKittiObjects(lines)) }];
    }));
  },
});
