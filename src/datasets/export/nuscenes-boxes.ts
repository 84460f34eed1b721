import type { FrameBox } from '#src/core/scene/scene.ts';
import type { NuscenesBox } from '#src/formats/boxes/nuscenes.ts';
import { nuscenesRows } from '#src/formats/boxes/nuscenes.ts';
import { defineExporter } from './exporter.ts';
import type { Row } from './nuscenes-rows.ts';
import { categoryRows, rowsIn, tableBytes, tableFolder } from './nuscenes-rows.ts';
import { tokenOf } from './token.ts';

interface Frame {
  readonly sequence: string;
  readonly sample: string;
  readonly boxes: readonly FrameBox[];
}

/** The token of a frame's sample: a nuScenes frame is called by it. */
export function sampleToken(sequence: string, frame: string): string {
  return /^[0-9a-f]{32}$/.test(frame) ? frame : tokenOf(`sample/${sequence}/${frame}`);
}

/** Boxes as nuScenes' tables sample_annotation, instance and category, in the world. Attributes, visibility and counts of points of the dataset's own rows stay. */
export const nuscenesBoxes = defineExporter<undefined, Frame>({
  id: 'nuscenes-boxes',
  title: 'nuScenes boxes: sample_annotation and instance',
  holds: 'boxes with class and track, turned in any way, to the last digit',
  capacity: { classes: 0, instances: 0, boxes: true, allSweeps: true },
  losses: ({ layout }) => (layout.startsWith('nuscenes') ? [] : ["the dataset has no nuScenes tables: tokens are made of the frames' names; attributes and visibility are empty"]),
  paths: () => [],
  frame: ({ sequence, frame, boxes }) => Promise.resolve({ files: [], row: { sequence, sample: sampleToken(sequence, frame.id), boxes } }),

  async finish({ scene, tree, taxonomy }, rows) {
    const folder = scene.layout.startsWith('nuscenes') ? await tableFolder(tree) : null;
    const categories = await categoryRows(tree, folder, withNames(taxonomy, rows));
    const known = new Map((await rowsIn(tree, folder, 'sample_annotation')).map((row) => [row.token, row]));
    const tokens = new Map(categories.map((row) => [row.name, String(row.token)]));
    const boxes = rows.flatMap(({ sequence, sample, boxes: own }) => own.map((box): NuscenesBox => ({
      token: tokenOf(box.id.length === 32 ? box.id : `annotation/${sample}/${box.id}`), sample,
      instance: tokenOf(box.track === undefined ? `instance/${sample}/${box.id}` : box.track.length === 32 ? box.track : `instance/${sequence}/${box.track}`),
      category: tokens.get(box.className)!, box: box.box, ...kept(known.get(box.id)),
    })));
    const { annotations, instances } = nuscenesRows(boxes);
    const version = folder === null ? 'v1.0-pointweld' : folder.slice(folder.lastIndexOf('/') + 1);
    return [
      { path: `${version}/sample_annotation.json`, bytes: tableBytes(annotations) }, { path: `${version}/instance.json`, bytes: tableBytes(instances) },
      { path: `${version}/category.json`, bytes: tableBytes(categories) },
    ];
  },
});

/** What this program does not read of a row, and does not lose either. */
function kept(row: Row | undefined): Partial<NuscenesBox> {
  if (row === undefined) return {};
  return {
    attributes: Array.isArray(row.attribute_tokens) ? row.attribute_tokens.map(String) : [], visibility: String(row.visibility_token ?? ''),
    lidarPoints: Number(row.num_lidar_pts ?? 0), radarPoints: Number(row.num_radar_pts ?? 0),
  };
}

/** Classes that only boxes have come after those of points. */
function withNames<T extends { readonly classes: readonly { readonly id: number; readonly name: string }[] }>(taxonomy: T, rows: readonly Frame[]): T {
  const names = new Set(taxonomy.classes.map((c) => c.name));
  const more = [...new Set(rows.flatMap(({ boxes }) => boxes.map((b) => b.className)))].filter((name) => !names.has(name));
  const first = Math.max(0, ...taxonomy.classes.map((c) => c.id)) + 1;
  return { ...taxonomy, classes: [...taxonomy.classes, ...more.map((name, k) => ({ id: first + k, name }))] };
}
