import { allocate } from '#src/core/cloud/columns.ts';
import type { Column, ColumnArray, FieldInfo } from '#src/core/cloud/columns.ts';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import { parseNumber, textOf } from './ascii-number.ts';
import { chooseFields } from './choose-fields.ts';
import { allocating, noPositions } from './cloud-builder.ts';
import type { ReadCloudOptions } from './format.ts';
import { findAxes, findLabelField } from './pcd-fields.ts';
import { fieldInfoOf } from './pcd-header.ts';
import type { PcdHeader } from './pcd-header.ts';
import { PositionsBuilder } from './positions.ts';

const LF = 10, SPACE = 32;
/** Points whose Float64 coordinates are collected before they are stored. */
const BLOCK = 4096;

const RANGES: Partial<Record<FieldInfo['type'], readonly [number, number]>> = {
  int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767], uint16: [0, 65535], int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1],
};

/** Where the n-th word of a line goes. */
interface Target {
  readonly field: FieldInfo;
  /** Null for a coordinate that is not loaded as a column. */
  readonly values: ColumnArray | null;
  /** Which of the field's elements it is. */
  readonly element: number;
  /** 0, 1, 2 for x, y, z; else -1. */
  readonly axis: number;
}

/** Fills positions and columns from lines of numbers, one point each. Words that nobody asked for are stepped over unread. */
export class AsciiTable {
  rows = 0;
  /** The last line read ended with the bytes, not with a line feed. */
  endedOpen = false;
  /** Line of the file that comes next, counted from 1. */
  line: number;
  private readonly fields: readonly FieldInfo[];
  private readonly targets: (Target | null)[] = [];
  private readonly columns: [string, Column][] = [];
  /** Null where they are not asked for. */
  private readonly positions: PositionsBuilder | null;
  /** Coordinates of the rows from `blockStart` on. */
  private readonly block = new Float64Array(3 * BLOCK);
  private blockStart = 0;
  private readonly float32: boolean;

  constructor(private readonly file: string, private readonly header: PcdHeader, options: ReadCloudOptions) {
    const { points } = header;
    this.line = header.lines + 1;
    this.fields = header.fields.map(fieldInfoOf).filter((f) => f !== null);
    const axes = findAxes(this.fields, file).map((i) => this.fields[i]);
    this.float32 = axes.every((f) => f.type === 'float32');
    const chosen = chooseFields(this.fields, findLabelField(this.fields), options.columns, file);
    for (const field of this.fields)
      if (chosen.has(field.name))
        this.columns.push([field.name, { field, values: allocating(file, points, () => allocate(field.type, points * field.count, options.shared)) }]);
    this.positions = options.positions === false ? null : allocating(file, points, () => new PositionsBuilder(points, null, { shared: options.shared }));
    // COUNT is checked against the size of the file only where there are points.
    if (points > 0) this.aim(axes);
  }

  get full(): boolean {
    return this.rows === this.header.points;
  }

  /** Reads the lines in [0, end) of `bytes` until the table is full. Returns the byte after the last one. */
  parse(bytes: Uint8Array, end: number): number {
    let pos = 0;
    while (pos < end && !this.full) {
      const found = bytes.indexOf(LF, pos);
      const lineEnd = found < 0 || found > end ? end : found;
      if (this.parseLine(bytes, pos, lineEnd)) {
        this.endedOpen = found < 0 && bytes[lineEnd - 1] > SPACE;
        this.rows++;
        if (this.rows - this.blockStart === BLOCK) this.store();
      }
      this.line++;
      pos = Math.min(end, lineEnd + 1);
    }
    return pos;
  }

  finish(warnings: readonly string[]): PointCloud {
    this.store();
    return {
      name: this.file, format: 'pcd', count: this.header.points, ...(this.positions?.finish() ?? noPositions()),
      fields: this.fields, columns: Object.fromEntries(this.columns), labelField: findLabelField(this.fields), warnings,
    };
  }

  private aim(axes: readonly FieldInfo[]): void {
    let next = 0;
    for (const listed of this.header.fields) {
      const field = fieldInfoOf(listed) === null ? null : this.fields[next++];
      const values = this.columns.find(([, column]) => column.field === field)?.[1].values ?? null;
      const axis = field === null || this.positions === null ? -1 : axes.indexOf(field);
      const wanted = field !== null && (values !== null || axis >= 0);
      for (let element = 0; element < listed.count; element++) this.targets.push(wanted ? { field, values, element, axis } : null);
    }
  }

  /** False for a line without words. */
  private parseLine(bytes: Uint8Array, begin: number, end: number): boolean {
    const { targets } = this;
    let pos = begin, word = 0;
    for (;;) {
      while (pos < end && bytes[pos] <= SPACE) pos++;
      if (pos === end) break;
      const start = pos;
      while (pos < end && bytes[pos] > SPACE) pos++;
      if (word < targets.length) {
        const target = targets[word];
        if (target !== null) this.put(target, bytes, start, pos);
      }
      word++;
    }
    if (word === 0) return false;
    if (word !== targets.length) throw this.malformed(`${targets.length} numbers`, `${word}`);
    return true;
  }

  private put({ field, values, element, axis }: Target, bytes: Uint8Array, begin: number, end: number): void {
    const value = parseNumber(bytes, begin, end);
    if (value === undefined) throw this.notA('a number', field, bytes, begin, end);
    const range = RANGES[field.type];
    if (range !== undefined && !(Number.isInteger(value) && value >= range[0] && value <= range[1]))
      throw this.notA(`a whole number from ${range[0]} to ${range[1]}`, field, bytes, begin, end);
    if (axis >= 0) this.block[3 * (this.rows - this.blockStart) + axis] = this.float32 ? Math.fround(value) : value;
    if (values === null) return;
    const at = this.rows * field.count + element;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) values[at] = this.bigint(field, bytes, begin, end);
    else values[at] = value;
  }

  /** 64-bit integers do not fit in a number: they are read from their text. */
  private bigint(field: FieldInfo, bytes: Uint8Array, begin: number, end: number): bigint {
    const text = textOf(bytes, begin, end);
    if (/^[+-]?\d+$/.test(text)) {
      const value = BigInt(text);
      if ((field.type === 'int64' ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) === value) return value;
    }
    throw this.notA(`a whole number that fits in ${field.type}`, field, bytes, begin, end);
  }

  private store(): void {
    if (this.positions === null) return;
    const n = this.rows - this.blockStart;
    if (this.float32) {
      this.positions.positions.set(this.block.subarray(0, 3 * n), 3 * this.blockStart);
      this.positions.addStored(this.blockStart, this.rows);
    } else this.positions.addFloat64(this.block, n, this.blockStart);
    this.blockStart = this.rows;
  }

  private notA(expected: string, field: FieldInfo, bytes: Uint8Array, begin: number, end: number): DataError {
    const text = textOf(bytes, begin, Math.min(end, begin + 40)).replace(/[^\x20-\x7e]/g, '?');
    return this.malformed(`${expected} for ${field.name}`, text);
  }

  private malformed(expected: string, found: string): DataError {
    return new DataError('malformed', 'not a point', { file: this.file, where: `line ${this.line}`, expected, found });
  }
}
