import { classOf, packLabel } from '#src/core/labels/label.ts';
import { nuscenesLidarseg } from '#src/formats/labels/nuscenes-lidarseg.ts';
import { nuscenesPanoptic } from '#src/formats/labels/nuscenes-panoptic.ts';
import type { ExportedFile } from './exporter.ts';
import { defineExporter } from './exporter.ts';
import type { NuscenesPlace } from './nuscenes-rows.ts';
import { categoryRows, nuscenesPlace, tableBytes } from './nuscenes-rows.ts';

/** Panoptic has category * 1000 + instance in 16 bits. */
const MAX_CLASS = 64, MAX_INSTANCE = 999;

/**
 * nuScenes lidarseg (one byte per point) and panoptic (uint16 in an npz) of every key frame's LiDAR, with the tables lidarseg.json, panoptic.json
 * and category.json that lead to them, as nuscenes-devkit reads them when they are laid over the dataset.
 */
export const nuscenesLabels = defineExporter<NuscenesPlace, readonly string[]>({
  id: 'nuscenes',
  title: 'nuScenes lidarseg and panoptic',
  holds: `class and instance of every point; classes to ${MAX_CLASS}, 999 instances of each class in a scene`,
  capacity: { classes: MAX_CLASS, instances: MAX_INSTANCE, allSweeps: true },
  losses: ({ layout }) => (layout.startsWith('nuscenes') ? [] : ["the dataset has no nuScenes tables: tokens are made of the sweeps' ids, and sample_data.json is not written"]),
  paths: (_sequence, frame) => frame.sweeps.flatMap((sweep) => [
    { path: `lidarseg/…/${sweep.sensor} of ${frame.id}_lidarseg.bin`, sweep, bytesPerPoint: 1 }, { path: `panoptic/…/${sweep.sensor} of ${frame.id}_panoptic.npz`, sweep, bytesPerPoint: null },
  ]),
  prepare: nuscenesPlace,

  frame({ sweeps }, { version, tokens }) {
    const files = sweeps.flatMap(({ sweep, labels }): ExportedFile[] => {
      const token = tokens[sweep.id];
      return [
        { path: lidarsegPath(version, token), bytes: nuscenesLidarseg.write(labels.map((l) => packLabel(classOf(l)))), points: labels.length },
        { path: panopticPath(version, token), bytes: nuscenesPanoptic.write(labels), points: labels.length },
      ];
    });
    return Promise.resolve({ files, row: sweeps.map(({ sweep }) => tokens[sweep.id]) });
  },

  async finish({ tree, taxonomy }, rows, { version, folder }) {
    const table = (pathOf: typeof lidarsegPath): Uint8Array => tableBytes(rows.flat().map((token) => ({ token, sample_data_token: token, filename: pathOf(version, token) })));
    return [
      { path: `${version}/lidarseg.json`, bytes: table(lidarsegPath) },
      { path: `${version}/panoptic.json`, bytes: table(panopticPath) },
      { path: `${version}/category.json`, bytes: tableBytes(await categoryRows(tree, folder, taxonomy)) },
    ];
  },
});

function lidarsegPath(version: string, token: string): string {
  return `lidarseg/${version}/${token}_lidarseg.bin`;
}

function panopticPath(version: string, token: string): string {
  return `panoptic/${version}/${token}_panoptic.npz`;
}
