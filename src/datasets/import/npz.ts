import { nuscenesPanoptic } from '#src/formats/labels/nuscenes-panoptic.ts';
import { npzLabels } from '#src/formats/labels/npz.ts';
import { listZip } from '#src/formats/zip.ts';
import { filesByName } from './by-name.ts';
import type { Importer } from './importer.ts';

/** npz files by the names of the frames: ours, with `label`, `class` and `instance`, or nuScenes panoptic's, with `data`. */
export const npzImport: Importer = {
  id: 'npz',
  title: 'NumPy archives',
  find: (input) => Promise.resolve({
    boxes: [],
    labels: filesByName(input, 'npz').map(({ path, ...at }) => ({
      ...at,
      file: path,
      async read(count) {
        const source = await input.from.open(path);
        const isPanoptic = (await listZip(source)).some((entry) => entry.name === 'data.npy');
        return (isPanoptic ? nuscenesPanoptic : npzLabels).read(source, count);
      },
    })),
  }),
};
