import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import type { CloudFormat, CloudPreview, ReadCloudOptions } from './format.ts';
import { throwIfAborted } from './pace.ts';
import { readPcdAscii } from './pcd-ascii.ts';
import { readPcdCompressed } from './pcd-compressed.ts';
import { structLayout } from './pcd-fields.ts';
import { looksLikePcd, readPcdHeader } from './pcd-header.ts';
import type { PcdHeader } from './pcd-header.ts';
import { previewRecords } from './preview.ts';
import { readRecords } from './read-records.ts';
import type { RecordFile } from './read-records.ts';

/** PCL's Point Cloud Data, version 0.7 and before (pointclouds.org, "The PCD file format"; pcl/io/src/pcd_io.cpp). */
export const pcd: CloudFormat = {
  id: 'pcd',
  name: 'PCD point cloud',
  extensions: ['pcd'],
  mimeTypes: [],
  sniff: looksLikePcd,
  read: readPcd,
  preview: previewPcd,
};

async function readPcd(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const header = await readPcdHeader(source, context.signal);
  if (header.data === 'ascii') return readPcdAscii(source, header, options, context);
  if (header.data === 'binary_compressed') return readPcdCompressed(source, header, options, context);
  return readRecords(source, binaryFile(source, header), options, context);
}

async function previewPcd(source: ByteSource, _: ReadCloudOptions, context: JobContext): Promise<CloudPreview | null> {
  const header = await readPcdHeader(source, context.signal);
  return header.data === 'binary' ? previewRecords(source, binaryFile(source, header), context) : null;
}

function binaryFile(source: ByteSource, header: PcdHeader): RecordFile {
  const { layout, bytes: stride } = structLayout(header.fields, source.name);
  const warnings = [...header.warnings];
  const trailing = source.size - header.dataOffset - header.points * stride;
  if (trailing > 0) warnings.push(`${trailing} bytes after the last point were ignored`);
  return { format: 'pcd', begin: header.dataOffset, stride, count: header.points, layout, warnings };
}
