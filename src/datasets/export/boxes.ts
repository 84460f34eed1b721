import type { CuboidRecord } from '#src/core/labels/records.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import type { Frame, FrameBox } from '#src/core/scene/scene.ts';

/** The boxes of a frame: those that came with the data, and those of the work, which take the place of one with the same id. */
export function frameBoxes(sequence: string, frame: Frame, cuboids: Iterable<CuboidRecord>, taxonomy: Taxonomy): FrameBox[] {
  const boxes = new Map(frame.boxes.map((box) => [box.id, box]));
  for (const { id, frame: place, classId, track, instance, worldFromBox, size } of cuboids)
    if (place === `${sequence}/${frame.id}`) {
      const followed = track ?? (instance === undefined ? undefined : `instance ${instance}`);
      boxes.set(id, { id, className: className(taxonomy, classId), ...(followed === undefined ? {} : { track: followed }), box: { pose: worldFromBox, size } });
    }
  return [...boxes.values()];
}
