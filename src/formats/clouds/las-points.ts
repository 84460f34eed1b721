import type { ColumnType } from '#src/core/cloud/columns.ts';
import { plainField } from './cloud-builder.ts';
import type { RecordField, RecordLayout } from './cloud-builder.ts';
import { extraFields } from './las-extra-bytes.ts';
import { RECORD_BYTES } from './las-header.ts';
import type { LasHeader } from './las-header.ts';
import type { Vlr } from './las-vlr.ts';

/** Where the optional parts of the records of each point format begin (LAS 1.4 R15, tables 7 to 17). */
const GPS_TIME = [-1, 20, -1, 20, 20, 20, 22, 22, 22, 22, 22];
const RGB = [-1, -1, 20, 28, -1, 28, -1, 30, 30, -1, 30];
const NIR = [-1, -1, -1, -1, -1, -1, -1, -1, 36, -1, 36];
const WAVE_PACKETS = [4, 5, 9, 10];

/** The fields of a point record in LAS's words, bit fields taken apart. Wave packets are left out. */
export function lasLayout(header: LasHeader, vlrs: readonly Vlr[], warnings: string[]): RecordLayout {
  const { pointFormat: format, scale, offset } = header;
  const axes = ['x', 'y', 'z'].map((name, k) => scaledField(name, 4 * k, scale[k], offset[k]));
  const fields = [...axes, plain('intensity', 'uint16', 12), ...(format < 6 ? shortFields() : longFields())];
  if (GPS_TIME[format] >= 0) fields.push(plain('gps_time', 'float64', GPS_TIME[format]));
  if (RGB[format] >= 0) ['red', 'green', 'blue'].forEach((name, k) => fields.push(plain(name, 'uint16', RGB[format] + 2 * k)));
  if (NIR[format] >= 0) fields.push(plain('nir', 'uint16', NIR[format]));
  if (WAVE_PACKETS.includes(format)) warnings.push('wave packets are not read');
  const used = new Set(fields.map((f) => f.field.name));
  fields.push(...extraFields(vlrs, RECORD_BYTES[format], header.recordLength, used, warnings));
  return {
    fields,
    positions: { kind: 'scaled-ints', steps: { scale, offset } },
    labelField: 'classification',
    stated: header.bounds,
  };
}

/** Point formats 0 to 5. */
function shortFields(): RecordField[] {
  return [
    bits('return_number', 14, 0, 3),
    bits('number_of_returns', 14, 3, 3),
    bits('scan_direction_flag', 14, 6, 1),
    bits('edge_of_flight_line', 14, 7, 1),
    bits('classification', 15, 0, 5),
    bits('synthetic', 15, 5, 1),
    bits('key_point', 15, 6, 1),
    bits('withheld', 15, 7, 1),
    plain('scan_angle_rank', 'int8', 16),
    plain('user_data', 'uint8', 17),
    plain('point_source_id', 'uint16', 18),
  ];
}

/** Point formats 6 to 10. */
function longFields(): RecordField[] {
  return [
    bits('return_number', 14, 0, 4),
    bits('number_of_returns', 14, 4, 4),
    bits('synthetic', 15, 0, 1),
    bits('key_point', 15, 1, 1),
    bits('withheld', 15, 2, 1),
    bits('overlap', 15, 3, 1),
    bits('scanner_channel', 15, 4, 2),
    bits('scan_direction_flag', 15, 6, 1),
    bits('edge_of_flight_line', 15, 7, 1),
    plain('classification', 'uint8', 16),
    plain('user_data', 'uint8', 17),
    plain('scan_angle', 'int16', 18),
    plain('point_source_id', 'uint16', 20),
  ];
}

function plain(name: string, type: ColumnType, offset: number): RecordField {
  return plainField({ name, type, count: 1 }, offset);
}

function bits(name: string, offset: number, shift: number, width: number): RecordField {
  const mask = (1 << width) - 1;
  return {
    field: { name, type: 'uint8', count: 1 },
    read({ bytes, stride, count }, values, at) {
      const out = values as Uint8Array;
      for (let i = 0, b = offset; i < count; i++, b += stride) out[at + i] = (bytes[b] >> shift) & mask;
    },
  };
}

function scaledField(name: string, byte: number, scale: number, offset: number): RecordField {
  return {
    field: { name, type: 'float64', count: 1 },
    read({ bytes, stride, count }, values, at) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const out = values as Float64Array;
      for (let i = 0, b = byte; i < count; i++, b += stride) out[at + i] = view.getInt32(b, true) * scale + offset;
    },
  };
}
