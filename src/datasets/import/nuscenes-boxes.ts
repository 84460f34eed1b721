import { allFrames } from '#src/core/scene/scene.ts';
import { parseNuscenesBoxes } from '#src/formats/boxes/nuscenes.ts';
import { sampleToken } from '../export/nuscenes-boxes.ts';
import { rowsIn } from '../export/nuscenes-rows.ts';
import { folderOf } from '../paths.ts';
import type { BoxesFound, Importer } from './importer.ts';
import { NOTHING } from './importer.ts';

/** nuScenes' sample_annotation.json with instance.json and category.json beside it; samples are the dataset's frames by their tokens. */
export const nuscenesBoxImport: Importer = {
  id: 'nuscenes-boxes',
  title: 'nuScenes sample_annotation',
  async find({ scene, from, paths }) {
    const path = paths.find((p) => /(^|\/)sample_annotation\.json$/.test(p));
    if (path === undefined) return NOTHING;
    const folder = folderOf(path);
    const names = new Map((await rowsIn(from, folder, 'category')).map((row) => [row.token, String(row.name)]));
    const all = parseNuscenesBoxes(await rowsIn(from, folder, 'sample_annotation'), await rowsIn(from, folder, 'instance'), path);
    const bySample = new Map<string, typeof all>();
    for (const box of all) bySample.set(box.sample, [...(bySample.get(box.sample) ?? []), box]);
    const boxes = allFrames(scene).flatMap(({ sequence, frame }): BoxesFound[] => {
      const own = bySample.get(sampleToken(sequence.id, frame.id)) ?? [];
      return own.length === 0 ? [] : [{ sequence, frame, file: path, boxes: own.map((b) => ({ id: b.token, className: names.get(b.category) ?? b.category, track: b.instance, box: b.box })) }];
    });
    return { labels: [], boxes };
  },
};
