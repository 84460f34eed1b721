import type { ColumnArray } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';

/**
 * Whether memory may be shared with workers here: in Node always, in a page where it is isolated (COOP and COEP headers).
 * Nothing else depends on it but speed and memory.
 */
export function canShare(): boolean {
  const { crossOriginIsolated = true } = globalThis as { readonly crossOriginIsolated?: boolean };
  return crossOriginIsolated && typeof SharedArrayBuffer === 'function';
}

export function isShared({ buffer }: ArrayBufferView): boolean {
  return typeof SharedArrayBuffer === 'function' && (buffer as ArrayBufferLike) instanceof SharedArrayBuffer;
}

/** The array itself where all workers see it already, else a copy that they see. Throws RangeError where there is no room. */
export function sharedCopy<T extends ColumnArray>(array: T): T {
  if (isShared(array)) return array;
  const { constructor } = array as unknown as { constructor: new (buffer: SharedArrayBuffer) => T };
  const copy = new constructor(new SharedArrayBuffer(array.byteLength));
  new Uint8Array(copy.buffer).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return copy;
}

/** A cloud in shared memory; arrays that a reader put there already are taken as they are. Throws DataError 'too-large' where there is no room. */
export function sharedCloud(cloud: PointCloud): PointCloud {
  try {
    const columns = Object.entries(cloud.columns).map(([name, { field, values }]) => [name, { field, values: sharedCopy(values) }] as const);
    return { ...cloud, positions: sharedCopy(cloud.positions), columns: Object.fromEntries(columns) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError('too-large', `no room for ${cloud.count} points in shared memory`, { file: cloud.name, hint: 'load fewer columns, or a part of the file' });
  }
}
