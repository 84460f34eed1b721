import { BYTES } from '#src/core/cloud/columns.ts';
import type { Column } from '#src/core/cloud/columns.ts';
import { DataError } from '#src/core/errors.ts';
import type { JobContext } from '#src/core/io/bytes.ts';
import { compressLzf } from './lzf-compress.ts';
import { createPace } from './pace.ts';
import { spellValue } from './spell-number.ts';
import type { CloudToWrite, CloudWriter } from './writer.ts';
import { commonLosses, packRecords, writtenColumns } from './written-columns.ts';

type Encoding = 'ascii' | 'binary' | 'binary_compressed';

/** PCD 0.7 (pointclouds.org, "The PCD file format") in its three encodings: every field of the source, class and instance as uint32. */
export const pcdWriters: readonly CloudWriter[] = [writer('ascii'), writer('binary'), writer('binary_compressed')];

/** Points that are written before the job looks up. */
const STEP = 1 << 16;

function writer(encoding: Encoding): CloudWriter {
  return {
    id: `pcd-${encoding.replace('_', '-')}`,
    name: `PCD ${encoding}`,
    extension: 'pcd',
    losses: (input) => {
      const losses = [...commonLosses(input), ...organized(input)];
      const renamed = input.cloud.fields.filter((f) => pcdName(f.name) !== f.name).map((f) => f.name);
      if (renamed.length > 0) losses.push(`PCD has no spaces in names: ${renamed.join(', ')}`);
      return losses;
    },
    write: (input, _options, context) => writePcd(input, encoding, context),
  };
}

function organized({ cloud }: CloudToWrite): string[] {
  return cloud.format === 'pcd' ? ['width, height and viewpoint: the points are written as one row'] : [];
}

async function* writePcd(input: CloudToWrite, encoding: Encoding, context: JobContext): AsyncGenerator<Uint8Array> {
  const { count } = input.cloud;
  const columns = writtenColumns(input);
  const pace = createPace(context, count);
  await pace.step(0);
  yield new TextEncoder().encode(header(columns, count, encoding));
  if (encoding === 'binary_compressed') {
    yield compressed(columns, input.cloud.name);
    await pace.step(count);
    return;
  }
  for (let first = 0; first < count; first += STEP) {
    const end = Math.min(count, first + STEP);
    yield encoding === 'binary' ? packRecords(columns, first, end) : new TextEncoder().encode(lines(columns, first, end));
    await pace.step(end);
  }
}

function header(columns: readonly Column[], count: number, encoding: Encoding): string {
  const fields = columns.map((c) => c.field);
  const letter = (type: string) => (type.startsWith('float') ? 'F' : type.startsWith('u') ? 'U' : 'I');
  return [
    '# .PCD v0.7 - Point Cloud Data file format', 'VERSION 0.7', `FIELDS ${fields.map((f) => pcdName(f.name)).join(' ')}`,
    `SIZE ${fields.map((f) => BYTES[f.type]).join(' ')}`, `TYPE ${fields.map((f) => letter(f.type)).join(' ')}`, `COUNT ${fields.map((f) => f.count).join(' ')}`,
    `WIDTH ${count}`, 'HEIGHT 1', 'VIEWPOINT 0 0 0 1 0 0 0', `POINTS ${count}`, `DATA ${encoding}`, '',
  ].join('\n');
}

/** A lone '_' is padding in PCD. */
function pcdName(name: string): string {
  return name === '_' ? 'field' : name.replace(/\s+/g, '_');
}

function lines(columns: readonly Column[], first: number, end: number): string {
  const out: string[] = [];
  for (let i = first; i < end; i++) {
    const words: string[] = [];
    for (const { field, values } of columns) for (let k = i * field.count; k < (i + 1) * field.count; k++) words.push(spellValue(values, k));
    out.push(words.join(' '), '\n');
  }
  return out.join('');
}

/** Sizes, then one plane per field. */
function compressed(columns: readonly Column[], file: string): Uint8Array {
  const bytes = columns.reduce((sum, { values }) => sum + values.byteLength, 0);
  if (bytes > 0xffffffff) throw new DataError('unsupported', 'is too large for binary_compressed', { file, expected: 'at most 4 GiB', found: `${bytes} bytes`, hint: 'use binary' });
  const planes = new Uint8Array(bytes);
  let at = 0;
  for (const { values } of columns) {
    planes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  const packed = compressLzf(planes);
  const out = new Uint8Array(8 + packed.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, packed.length, true);
  view.setUint32(4, bytes, true);
  out.set(packed, 8);
  return out;
}
