import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource, JobContext } from '#src/core/io/bytes.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { warnOutsideBounds } from './las-bounds.ts';
import { looksLikeLas, readLasHeader } from './las-header.ts';
import type { LasHeader } from './las-header.ts';
import { lasLayout } from './las-points.ts';
import { readVlrs } from './las-vlr.ts';
import { throwIfAborted } from './pace.ts';
import { previewRecords } from './preview.ts';
import { readRecords } from './read-records.ts';
import type { RecordFile } from './read-records.ts';

/** ASPRS LAS 1.0 to 1.4, and 1.5 as far as it is 1.4, uncompressed, point formats 0 to 10. */
export const las: CloudFormat = {
  id: 'las',
  name: 'LAS point cloud',
  extensions: ['las'],
  mimeTypes: ['application/vnd.las'],
  sniff: (head) => looksLikeLas(head, false),
  read: readLas,
  preview: async (source, _, context) => previewRecords(source, (await openLas(source, context)).file, context),
};

async function readLas(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const { header, file, warnings } = await openLas(source, context);
  const cloud = await readRecords(source, file, options, context);
  warnOutsideBounds(cloud, header, warnings);
  return cloud;
}

/** `warnings` are those of the file, and may be added to. */
async function openLas(source: ByteSource, { signal }: JobContext): Promise<{ header: LasHeader; file: RecordFile; warnings: string[] }> {
  const header = await readLasHeader(source, signal);
  if (header.compressed)
    throw new DataError('unsupported', 'the points are compressed', { file: source.name, where: 'byte 104', hint: 'this is a LAZ file' });
  requirePoints(source, header);
  const warnings = [...header.warnings];
  const layout = lasLayout(header, await readVlrs(source, header, warnings, signal), warnings);
  const { pointOffset: begin, recordLength: stride, count } = header;
  return { header, file: { format: 'las', begin, stride, count, layout, warnings }, warnings };
}

/**
 * A file that was cut off is refused, not read in part: labels made for the whole file would be counted against its part,
 * and nothing could tell later which of the two a label file belongs to.
 */
function requirePoints(source: ByteSource, { pointOffset, recordLength, count }: LasHeader): void {
  const present = Math.floor((source.size - pointOffset) / recordLength);
  if (present < count)
    throw new DataError('truncated', 'the file ends before its points do', {
      file: source.name, where: `byte ${pointOffset + present * recordLength}`, expected: `${count} points`, found: `${present}`,
    });
}
