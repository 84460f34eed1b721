import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { arrow } from './arrow.ts';
import { kittiBin } from './kitti-bin.ts';
import { las } from './las.ts';
import { laz } from './laz.ts';
import { npy } from './npy.ts';
import { npz } from './npz.ts';
import { parquet } from './parquet.ts';
import { pcd } from './pcd.ts';
import { ply } from './ply.ts';

/** Every point cloud format: one file and one line. */
export const cloudFormats: readonly CloudFormat[] = [pcd, las, laz, ply, npy, npz, arrow, parquet, kittiBin];

/** Bytes that a format is shown to recognise a file by. */
const HEAD_BYTES = 4096;

export function cloudFormat(id: string): CloudFormat | undefined {
  return cloudFormats.find((f) => f.id === id);
}

/** The format that claims the extension of this file name. */
export function cloudFormatOfName(name: string): CloudFormat | undefined {
  return cloudFormats.find((f) => f.extensions.includes(extensionOf(name)));
}

/** True where some format claims the extension of this file name. */
export function isCloudName(name: string): boolean {
  return cloudFormatOfName(name) !== undefined;
}

/** The format of a file: by its first bytes, else by its extension. Throws DataError 'unsupported' that lists what is supported. */
export async function detectCloudFormat(source: ByteSource, signal?: AbortSignal): Promise<CloudFormat> {
  const head = await source.read(0, Math.min(source.size, HEAD_BYTES), signal);
  const format = cloudFormats.find((f) => f.sniff(head)) ?? cloudFormatOfName(source.name);
  if (format !== undefined) return format;
  throw new DataError('unsupported', 'not a point cloud that can be read', { file: source.name, expected: supported() });
}

/**
 * Reads a cloud in the format that is named, else in the one that is detected.
 * Throws DataError with the file's name and the place in it; AbortError when told to stop.
 */
export async function readCloud(
  source: ByteSource, options: ReadCloudOptions & { readonly format?: string } = {}, context: JobContext = {},
): Promise<PointCloud> {
  const format = options.format === undefined ? await detectCloudFormat(source, context.signal) : cloudFormat(options.format);
  if (format === undefined)
    throw new DataError('unsupported', 'no such point cloud format', { file: source.name, expected: supported(), found: options.format });
  return format.read(source, options, context);
}

function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';
}

function supported(): string {
  return `one of ${cloudFormats.map((f) => `${f.id} (.${f.extensions.join(', .')})`).join(', ')}`;
}
