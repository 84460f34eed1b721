import type { ColumnType } from '#src/core/cloud/columns.ts';
import type { FlatTable } from '../flatbuffer.ts';

/** Names of the types in the order of Schema.fbs' union `Type`. */
const TYPE_NAMES = [
  'none', 'null', 'int', 'floating point', 'binary', 'utf8', 'bool', 'decimal', 'date', 'time', 'timestamp', 'interval', 'list', 'struct', 'union',
  'fixed size binary', 'fixed size list', 'map', 'duration', 'large binary', 'large utf8', 'large list', 'run end encoded', 'binary view', 'utf8 view',
  'list view', 'large list view',
] as const;
/** Deeper than any table of points; a schema that leads back to itself must end. */
const MAX_DEPTH = 16, MAX_FIELDS = 10_000;

/** Where a column's parts stand in every record batch: which field nodes and which buffers. */
export interface ArrowColumn {
  readonly name: string;
  /** Null where it is none of numbers; then `typeName` says what it is. */
  readonly type: ColumnType | null;
  readonly typeName: string;
  readonly stored: 'plain' | 'float16' | 'bool';
  /** Values per row: more than one for lists of one size. */
  readonly count: number;
  /** The node whose length is the values of this column. */
  readonly node: number;
  readonly data: number;
  /** Node and validity buffer of the column and of what it lies in: a value is missing where one of them says so. */
  readonly validity: readonly { readonly node: number; readonly buffer: number; readonly perRow: number }[];
}

interface Place {
  readonly prefix: string;
  readonly validity: ArrowColumn['validity'];
  readonly perRow: number;
  readonly depth: number;
}

/** The columns of a schema, structures taken apart (`position.x`). Throws RangeError where the schema is damaged. */
export function arrowColumns(schema: FlatTable): ArrowColumn[] {
  return new SchemaWalk().columns(schema);
}

/** Nodes and buffers of a record batch come in the order in which a walk through the schema meets them (Columnar.rst, "RecordBatch message"). */
class SchemaWalk {
  private nodes = 0;
  private buffers = 0;
  private readonly found: ArrowColumn[] = [];

  columns(schema: FlatTable): ArrowColumn[] {
    if (schema.short(0) !== 0) throw new RangeError('big-endian data');
    for (const field of schema.tables(1)) this.visit(field, { prefix: '', validity: [], perRow: 1, depth: 0 });
    return this.found;
  }

  private visit(field: FlatTable, place: Place): void {
    if (place.depth > MAX_DEPTH || this.nodes > MAX_FIELDS) throw new RangeError('a schema without end');
    const name = place.prefix + field.string(0);
    const typeName = field.table(4) === null ? (TYPE_NAMES[field.byte(2)] ?? 'unknown') : 'dictionary';
    const type = field.table(3);
    const node = this.nodes++;
    const own = { node, buffer: this.buffers, perRow: place.perRow };
    const below = { ...place, validity: [...place.validity, own], depth: place.depth + 1 };
    const children = typeName === 'dictionary' ? [] : field.tables(5);
    const add = (column: Pick<ArrowColumn, 'type' | 'stored'>) =>
      this.found.push({ name, typeName, count: place.perRow, node, data: own.buffer + 1, validity: below.validity, ...column });
    switch (typeName) {
      case 'int':
        this.buffers += 2;
        add({ type: intType(type), stored: 'plain' });
        return;
      case 'timestamp':
      case 'duration':
        this.buffers += 2;
        add({ type: 'int64', stored: 'plain' });
        return;
      case 'floating point':
        this.buffers += 2;
        add({ type: type?.short(0) === 2 ? 'float64' : 'float32', stored: type?.short(0) === 0 || type === null ? 'float16' : 'plain' });
        return;
      case 'bool':
        this.buffers += 2;
        add({ type: 'uint8', stored: 'bool' });
        return;
      case 'struct':
        this.buffers += 1;
        for (const child of children) this.visit(child, { ...below, prefix: `${name}.` });
        return;
      case 'fixed size list': {
        this.buffers += 1;
        const size = type?.int(0) ?? 0;
        const numbers = place.perRow === 1 && size > 0 && size <= 256 && children.length === 1;
        const before = this.found.length;
        for (const child of children) this.visit(child, { ...below, perRow: numbers ? size : place.perRow });
        const inner = this.found.splice(before);
        if (numbers && inner.length === 1 && inner[0].type !== null) this.found.push({ ...inner[0], name, typeName });
        else add({ type: null, stored: 'plain' });
        return;
      }
      default:
        this.skip(typeName, type);
        for (const child of children) this.visit(child, below);
        // What lies in a list has no value per row.
        while (this.found.length > 0 && this.found.at(-1)!.node > node) this.found.pop();
        add({ type: null, stored: 'plain' });
    }
  }

  /** Steps over the buffers of a type that is not read (Columnar.rst, "Buffer listing for each layout"). */
  private skip(typeName: string, type: FlatTable | null): void {
    switch (typeName) {
      case 'null':
      case 'run end encoded':
        return;
      case 'union':
        this.buffers += type?.short(0) === 1 ? 2 : 1;
        return;
      case 'binary':
      case 'utf8':
      case 'large binary':
      case 'large utf8':
      case 'list view':
      case 'large list view':
        this.buffers += 3;
        return;
      case 'binary view':
      case 'utf8 view':
      case 'unknown':
        // Their number of buffers stands in each batch: what follows cannot be found by walking the schema alone.
        this.buffers = NaN;
        return;
      default:
        this.buffers += 2;
    }
  }
}

function intType(type: FlatTable | null): ColumnType {
  const bits = type?.int(0) ?? 0, signed = type?.byte(1) === 1;
  if (![8, 16, 32, 64].includes(bits)) throw new RangeError(`whole numbers of ${bits} bits`);
  return `${signed ? '' : 'u'}int${bits}` as ColumnType;
}
