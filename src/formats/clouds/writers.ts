import { lasWriter } from './write-las.ts';
import { npyWriter } from './write-npy.ts';
import { npzWriter } from './write-npz.ts';
import { parquetWriter } from './write-parquet.ts';
import { pcdWriters } from './write-pcd.ts';
import { plyWriter } from './write-ply.ts';
import type { CloudWriter } from './writer.ts';

/** Every way to write a cloud with its labels: one file and one line. */
export const cloudWriters: readonly CloudWriter[] = [...pcdWriters, plyWriter, npyWriter, npzWriter, parquetWriter, lasWriter];

export function cloudWriter(id: string): CloudWriter | undefined {
  return cloudWriters.find((w) => w.id === id);
}
