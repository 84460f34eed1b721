import * as v from 'valibot';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import { compose } from '#src/core/geometry/rigid.ts';
import { readText } from '#src/core/io/bytes.ts';
import { DataError } from '#src/core/errors.ts';
import { parseJson } from '#src/core/io/json.ts';
import type { Frame, FrameBox, Scene, Sequence } from '#src/core/scene/scene.ts';
import { parseOpenLabelCuboids } from '#src/formats/boxes/openlabel.ts';
import { semanticKitti } from '#src/formats/labels/semantickitti.ts';
import { pathPart } from '../export/exporter.ts';
import { OPENLABEL_WORLD, POINT_LABELS } from '../export/openlabel.ts';
import { isInsidePath, nameOf } from '../paths.ts';
import type { BoxesFound, Importer, LabelsFound } from './importer.ts';

const binary = v.object({ val: v.string(), encoding: v.optional(v.string()), data_type: v.optional(v.string()) });
const document = v.object({ openlabel: v.object({
  metadata: v.optional(v.object({ name: v.optional(v.string()) })),
  objects: v.optional(v.record(v.string(), v.object({ name: v.optional(v.string()), type: v.optional(v.string()) }))),
  frames: v.record(v.string(), v.object({ objects: v.optional(v.record(v.string(), v.object({ object_data: v.optional(v.object({ binary: v.optional(v.array(binary)) })) }))) })),
}) });

/** OpenLABEL documents: cuboids in the world or in a sensor's frame, and the `.label` files that objects of type point_labels name. Frame n is the sequence's n-th. */
export const openLabelImport: Importer = {
  id: 'openlabel',
  title: 'ASAM OpenLABEL',

  async find({ scene, from, paths }) {
    const labels: LabelsFound[] = [], boxes: BoxesFound[] = [];
    for (const path of paths.filter((p) => /openlabel[^/]*\.json$/i.test(p))) {
      const text = await readText(await from.open(path)), result = v.safeParse(document, parseJson(text, path), { abortEarly: true });
      if (!result.success) throw new DataError('malformed', 'is not an OpenLABEL document with frames', { file: path, where: v.getDotPath(result.issues[0]) ?? 'the top level' });
      const content = result.output.openlabel, sequence = sequenceOf(scene, path, content.metadata?.name);
      if (sequence === undefined) continue;
      const cuboids = parseOpenLabelCuboids(text, path);
      for (const [number, { objects = {} }] of Object.entries(content.frames)) {
        const frame = sequence.frames[Number(number)];
        if (frame === undefined) throw new DataError('mismatch', 'has a frame that the sequence does not have', { file: path, where: `frames.${number}`, expected: `0 to ${sequence.frames.length - 1}` });
        const own = cuboids.filter((c) => c.frame === Number(number)).map((c, i): FrameBox => (
          { id: `${c.object}#${i}`, className: c.type, track: c.name, box: { pose: compose(worldFrom(frame, c.system, path), c.box.pose as Rigid<'sweep', 'box'>), size: c.box.size } }
        ));
        if (own.length > 0) boxes.push({ sequence, frame, file: path, boxes: own });
        for (const [uid, { object_data: data }] of Object.entries(objects)) {
          const file = data?.binary?.find((b) => b.encoding === 'file')?.val, sweep = frame.sweeps.find((s) => s.sensor === content.objects?.[uid]?.name);
          if (content.objects?.[uid]?.type !== POINT_LABELS || file === undefined || sweep === undefined || !isInsidePath(file)) continue;
          labels.push({ sequence, frame, sweep, file, read: async (count) => semanticKitti.read(await from.open(file), count) });
        }
      }
    }
    return { labels, boxes };
  },
};

function sequenceOf({ sequences }: Scene, path: string, name: string | undefined): Sequence | undefined {
  const stem = nameOf(path).replace(/\.openlabel\.json$/i, '');
  return sequences.find((s) => s.id === name) ?? sequences.find((s) => pathPart(s.id) === stem) ?? (sequences.length === 1 ? sequences[0] : undefined);
}

/** A cuboid that names no system is in the main sweep's. */
function worldFrom(frame: Frame, system: string | null, file: string): Rigid<'world', 'sweep'> {
  if (system === OPENLABEL_WORLD) return { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };
  const sweep = system === null ? frame.sweeps[0] : frame.sweeps.find((s) => s.sensor === system);
  if (sweep !== undefined) return sweep.worldFromSweep;
  throw new DataError('unsupported', 'has cuboids in a coordinate system that is none of a LiDAR', { file, expected: `${OPENLABEL_WORLD} or ${frame.sweeps.map((s) => s.sensor).join(', ')}`, found: String(system) });
}
