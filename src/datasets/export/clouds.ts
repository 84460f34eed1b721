import type { Frame, Sweep } from '#src/core/scene/scene.ts';
import type { CloudWriter } from '#src/formats/clouds/writer.ts';
import { collect } from '#src/formats/clouds/writer.ts';
import { hivePath } from '#src/formats/clouds/write-parquet.ts';
import { detectCloudFormat } from '#src/formats/clouds/index.ts';
import { cloudWriters } from '#src/formats/clouds/writers.ts';
import { readSweepAsWritten } from '../read-sweep.ts';
import type { Exporter } from './exporter.ts';
import { defineExporter, pathPart, pathsPerSweep, sweepPath } from './exporter.ts';

/** Ids of formats of labels alone. */
const TAKEN = ['npy', 'npz'];
/** Id of the importer of every other kind of cloud. */
const CLOUD_IMPORT = 'clouds';
/** LAS has one byte for it. */
const MAX_LAS_CLASS = 255;
/** Of what a writer says only of a cloud that was read: known before. */
const LOSSES: Readonly<Record<string, readonly string[]>> = {
  las: ['only clouds that are LAS or LAZ files can be written as LAS; names of classes are cut after 15 bytes'],
  parquet: ['only coordinates and labels are written: other fields are left out'],
};

/**
 * The clouds themselves with their labels, in every format that has a writer: SEQUENCE/clouds/FRAME.EXTENSION, other sweeps in clouds-SENSOR. Parquet is
 * one table, partitioned as Hive does: sequence=S/sensor=T/frame=F/part.parquet.
 */
export const cloudExports: readonly Exporter[] = cloudWriters.map(cloudExport);

function cloudExport(writer: CloudWriter): Exporter {
  const id = TAKEN.includes(writer.id) ? `cloud-${writer.id}` : writer.id;
  return defineExporter({
    id,
    // Arrays are read back by importers of their own.
    idsOf: TAKEN.includes(writer.id) ? writer.id : CLOUD_IMPORT,
    title: `Clouds with labels: ${writer.name}`,
    holds: writer.id === 'parquet' ? 'frame, point, class, instance, draft, x, y, z in source coordinates' : "every field of the source's clouds, class and instance of every point",
    capacity: { classes: writer.id === 'las' ? MAX_LAS_CLASS : 0xffff, instances: 0xffff, allSweeps: true, drafts: writer.id === 'parquet' },
    losses: () => [...(LOSSES[writer.id] ?? [])],
    paths: (sequence, frame) => pathsPerSweep(frame, null, (sweep) => cloudPath(writer, sequence, frame, sweep)),
    ...(writer.check === undefined ? {} : {
      async check({ sweeps }, tree, { highest }, convert) {
        for (const { id, cloud: { file, format } } of sweeps) {
          const top = highest.get(id);
          if (top === undefined) continue;
          const source = await tree.open(file);
          await writer.check!(source, format ?? (await detectCloudFormat(source)).id, top, { convert });
        }
      },
    }),
    async frame({ sequence, frame, sweeps, taxonomy, convert }, _prepared, tree, context) {
      const files = [];
      for (const { sweep, labels, drafts } of sweeps) {
        const cloud = await readSweepAsWritten(tree, sweep, { signal: context.signal }, writer.copiesSource ? [] : 'all');
        const source = await tree.open(sweep.cloud.file);
        const input = { cloud, labels, taxonomy, source, frame: frame.id, ...(drafts ? { drafts: perPoint(drafts, labels.length) } : {}) };
        const bytes = await collect(writer.write(input, { convert }, { signal: context.signal }));
        files.push({ path: cloudPath(writer, sequence, frame, sweep), bytes, points: labels.length });
      }
      return { files };
    },
  });
}

function cloudPath(writer: CloudWriter, sequence: string, frame: Frame, sweep: Sweep): string {
  if (writer.id !== 'parquet') return sweepPath(frame, sweep, pathPart(sequence), 'clouds', writer.extension);
  return `sequence=${encodeURIComponent(sequence)}/sensor=${encodeURIComponent(sweep.sensor)}/${hivePath(frame.id)}`;
}

function perPoint(bits: Uint8Array, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (bits[i >> 3] >> (i & 7)) & 1);
}
