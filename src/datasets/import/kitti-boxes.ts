import type { OrientedBox } from '#src/core/geometry/box.ts';
import { corners } from '#src/core/geometry/box.ts';
import { invert } from '#src/core/geometry/rigid.ts';
import { readText } from '#src/core/io/bytes.ts';
import { DataError } from '#src/core/errors.ts';
import type { FrameBox, Sequence } from '#src/core/scene/scene.ts';
import type { KittiObject } from '#src/formats/boxes/kitti.ts';
import { boxOfKitti, DONT_CARE, kittiPlace, parseKittiObjects } from '#src/formats/boxes/kitti.ts';
import { pathPart } from '../export/exporter.ts';
import { kittiFrame } from '../export/kitti-rect.ts';
import { folderOf, nameOf, stemOf } from '../paths.ts';
import { filesByName } from './by-name.ts';
import { sameClass } from './class-names.ts';
import type { BoxesFound, FrameOf, Importer, ImportFrom } from './importer.ts';

/** Metres: KITTI's own files are rounded to centimetres, ours to micrometres. */
const SAME_WITHIN = 0.01;

/**
 * KITTI's boxes, in the rectified cameras' frame of the dataset; DontCare regions have no box. label_2/FRAME.txt is of one frame; label_02/SEQUENCE.txt,
 * KITTI tracking's, and our SEQUENCE/label_02.txt are of all of them, numbered from 0, and say which boxes are one object. Of a sequence that has both,
 * tracks are taken.
 */
export const kittiBoxImport: Importer = {
  id: 'kitti-boxes',
  title: 'KITTI label_2 and tracking label_02',
  async find(input) {
    const boxes: BoxesFound[] = [], tracked = new Set<Sequence>();
    for (const path of input.paths) {
      const sequence = trackedSequence(input, path);
      if (sequence === null) continue;
      tracked.add(sequence);
      boxes.push(...(await trackedBoxes(input, sequence, path)));
    }
    const single = input.paths.filter((path) => /(^|\/)label_2\/[^/]+\.txt$/.test(path) || (input.frame !== undefined && path.endsWith('.txt') && !isTracking(path)));
    for (const { path, sequence, frame } of filesByName({ ...input, paths: single }, 'txt')) {
      if (tracked.has(sequence)) continue;
      const objects = parseKittiObjects(await readText(await input.from.open(path)), path);
      boxes.push(...(await placed(input, { sequence, frame }, path, objects.map((object, i) => ({ object, id: `label_2 ${i}` })))));
    }
    return { labels: [], boxes };
  },
};

function isTracking(path: string): boolean {
  return nameOf(path) === 'label_02.txt' || /(^|\/)label_02\/[^/]+\.txt$/.test(path);
}

/** The sequence that a tracking file is of: the one of its name, or the only one that there is. */
function trackedSequence({ scene: { sequences } }: ImportFrom, path: string): Sequence | null {
  if (!isTracking(path)) return null;
  const name = nameOf(path) === 'label_02.txt' ? nameOf(folderOf(path)) : stemOf(path);
  return sequences.find((s) => pathPart(s.id) === name) ?? (sequences.length === 1 ? sequences[0] : null);
}

async function trackedBoxes(input: ImportFrom, sequence: Sequence, path: string): Promise<BoxesFound[]> {
  const byFrame = new Map<number, { object: KittiObject; id: string }[]>();
  for (const object of parseKittiObjects(await readText(await input.from.open(path)), path, { tracking: true })) {
    const list = byFrame.get(object.frame!) ?? [];
    byFrame.set(object.frame!, [...list, { object, id: `label_02 ${list.length}` }]);
  }
  const found: BoxesFound[] = [];
  for (const [number, objects] of byFrame) {
    const frame = sequence.frames[number];
    if (frame === undefined) throw new DataError('mismatch', 'has a frame that the sequence does not have', { file: path, expected: `0 to ${sequence.frames.length - 1}`, found: String(number) });
    found.push(...(await placed(input, { sequence, frame }, path, objects)));
  }
  return found;
}

async function placed({ scene, tree }: ImportFrom, at: FrameOf, file: string, objects: readonly { object: KittiObject; id: string }[]): Promise<BoxesFound[]> {
  const place = await kittiFrame(scene.layout, at.frame, tree);
  if (place === null) return [];
  const worldFromRect = invert(place.rectFromWorld);
  const boxes = objects.filter(({ object }) => object.type !== DONT_CARE).map(({ object, id }): FrameBox => (
    { id, className: object.type, ...(object.track === undefined || object.track < 0 ? {} : { track: String(object.track) }), box: boxOfKitti(object, worldFromRect) }
  ));
  // What is here as KITTI says it: a box that leans comes back upright in the cameras' frame.
  const asKitti = ({ className, box }: FrameBox): OrientedBox<'world'> => (
    boxOfKitti({ type: className, truncated: -1, occluded: -1, box2d: [-1, -1, -1, -1], ...kittiPlace(box, place.rectFromWorld) }, worldFromRect)
  );
  return [{ ...at, file, boxes, isSame: (box, here) => sameClass(box.className, here.className) && liesOn(box.box, asKitti(here)) }];
}

/** Whether every corner of a box lies on the other's. */
function liesOn(a: OrientedBox<'world'>, b: OrientedBox<'world'>): boolean {
  const others = corners(b);
  return corners(a).every((corner, i) => Math.hypot(...corner.map((value, k) => value - others[i][k])) <= SAME_WITHIN);
}
