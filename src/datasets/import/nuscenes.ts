import { classOf } from '#src/core/labels/label.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { nuscenesLidarseg } from '#src/formats/labels/nuscenes-lidarseg.ts';
import { nuscenesPanoptic } from '#src/formats/labels/nuscenes-panoptic.ts';
import { nuscenesPlace } from '../export/nuscenes-rows.ts';
import type { Importer, LabelsFound } from './importer.ts';

/**
 * TOKEN_lidarseg.bin and TOKEN_panoptic.npz, by the tokens of the dataset's sample_data (of the sweeps' ids where it has none). Where both are there,
 * classes are lidarseg's, and instances panoptic's where the two agree in class.
 */
export const nuscenesImport: Importer = {
  id: 'nuscenes',
  title: 'nuScenes lidarseg and panoptic',

  async find({ scene, tree, from, paths }) {
    const files = (suffix: string) => new Map(paths.filter((p) => p.endsWith(suffix)).map((p) => [p.slice(p.lastIndexOf('/') + 1, -suffix.length), p]));
    const lidarseg = files('_lidarseg.bin'), panoptic = files('_panoptic.npz');
    if (lidarseg.size + panoptic.size === 0) return { labels: [], boxes: [] };
    const { tokens } = await nuscenesPlace(scene, tree);
    const labels = allFrames(scene).flatMap(({ sequence, frame }) => frame.sweeps.flatMap((sweep: Sweep): LabelsFound[] => {
      const classes = lidarseg.get(tokens[sweep.id]), both = panoptic.get(tokens[sweep.id]), file = classes ?? both;
      if (file === undefined) return [];
      return [{
        sequence, frame, sweep, file,
        async read(count) {
          const own = classes === undefined ? null : await nuscenesLidarseg.read(await from.open(classes), count);
          const instances = both === undefined ? null : await nuscenesPanoptic.read(await from.open(both), count);
          if (own === null) return instances!;
          return instances === null ? own : own.map((label, i) => (classOf(instances[i]) === label ? instances[i] : label));
        },
      }];
    }));
    return { labels, boxes: [] };
  },
};
