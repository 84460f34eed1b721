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
import { readRecords } from './read-records.ts';

/** ASPRS LAS 1.0 to 1.4, uncompressed, point formats 0 to 10. */
export const las: CloudFormat = {
  id: 'las',
  name: 'LAS point cloud',
  extensions: ['las'],
  mimeTypes: ['application/vnd.las'],
  sniff: (head) => looksLikeLas(head, false),
  read: readLas,
};

async function readLas(source: ByteSource, options: ReadCloudOptions, context: JobContext): Promise<PointCloud> {
  throwIfAborted(context.signal);
  const header = await readLasHeader(source, context.signal);
  if (header.compressed)
    throw new DataError('unsupported', 'the points are compressed', { file: source.name, where: 'byte 104', hint: 'this is a LAZ file' });
  requirePoints(source, header);
  const warnings = [...header.warnings];
  const vlrs = await readVlrs(source, header, warnings, context.signal);
  const layout = lasLayout(header, vlrs, warnings);
  const { pointOffset: begin, recordLength: stride, count } = header;
  const cloud = await readRecords(source, { format: 'las', begin, stride, count, layout, warnings }, options, context);
  warnOutsideBounds(cloud, header, warnings);
  return cloud;
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
