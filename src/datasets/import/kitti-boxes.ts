import { invert } from '#src/core/geometry/rigid.ts';
import { readText } from '#src/core/io/bytes.ts';
import { boxOfKitti, DONT_CARE, parseKittiObjects } from '#src/formats/boxes/kitti.ts';
import { kittiFrame } from '../export/kitti-rect.ts';
import { filesByName } from './by-name.ts';
import type { BoxesFound, Importer } from './importer.ts';

/** KITTI label_2/FRAME.txt, in the rectified cameras' frame of the dataset; DontCare regions have no box. */
export const kittiBoxImport: Importer = {
  id: 'kitti-boxes',
  title: 'KITTI label_2',
  async find(input) {
    const files = filesByName({ ...input, paths: input.paths.filter((path) => /(^|\/)label_2\/[^/]+\.txt$/.test(path) || (input.frame !== undefined && path.endsWith('.txt'))) }, 'txt');
    const boxes: BoxesFound[] = [];
    for (const { path, sequence, frame } of files) {
      const place = await kittiFrame(input.scene.layout, frame, input.tree);
      if (place === null) continue;
      const worldFromRect = invert(place.rectFromWorld), objects = parseKittiObjects(await readText(await input.from.open(path)), path);
      boxes.push({
        sequence, frame, file: path,
        boxes: objects.flatMap((o, i) => (o.type === DONT_CARE ? [] : [{ id: `label_2 ${i}`, className: o.type, box: boxOfKitti(o, worldFromRect) }])),
      });
    }
    return { labels: [], boxes };
  },
};
