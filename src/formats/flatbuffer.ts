/**
 * A table of a FlatBuffer (flatbuffers.dev, "Internals"), read within its bytes: whatever they say, every access throws RangeError
 * rather than leaving them, and no vector is longer than they are.
 */
export class FlatTable {
  private constructor(private readonly view: DataView, private readonly at: number, private readonly vtable: number, private readonly slots: number) {}

  /** The root table of a buffer. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return FlatTable.open(view, view.getUint32(0, true));
  }

  private static open(view: DataView, at: number): FlatTable {
    const vtable = at - view.getInt32(at, true);
    return new FlatTable(view, at, vtable, (view.getUint16(vtable, true) - 4) >> 1);
  }

  /** Byte of a field, or 0 where it has its default. */
  private field(slot: number): number {
    const offset = slot < this.slots ? this.view.getUint16(this.vtable + 4 + 2 * slot, true) : 0;
    return offset === 0 ? 0 : this.at + offset;
  }

  byte(slot: number, otherwise = 0): number {
    const at = this.field(slot);
    return at === 0 ? otherwise : this.view.getUint8(at);
  }

  short(slot: number): number {
    const at = this.field(slot);
    return at === 0 ? 0 : this.view.getInt16(at, true);
  }

  int(slot: number): number {
    const at = this.field(slot);
    return at === 0 ? 0 : this.view.getInt32(at, true);
  }

  /** Throws RangeError for what a number does not hold, and for negative ones. */
  long(slot: number): number {
    const at = this.field(slot);
    return at === 0 ? 0 : longAt(this.view, at);
  }

  table(slot: number): FlatTable | null {
    const at = this.field(slot);
    return at === 0 ? null : FlatTable.open(this.view, at + this.view.getUint32(at, true));
  }

  string(slot: number): string {
    const { begin, length } = this.vector(slot, 1);
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + begin, length));
  }

  tables(slot: number): FlatTable[] {
    const { begin, length } = this.vector(slot, 4);
    return Array.from({ length }, (_, i) => FlatTable.open(this.view, begin + 4 * i + this.view.getUint32(begin + 4 * i, true)));
  }

  /** A vector of structures of `bytes` bytes: of each the numbers at these offsets, of 64 bits or of 32. */
  structs(slot: number, bytes: number, offsets: readonly { readonly at: number; readonly long: boolean }[]): number[][] {
    const { begin, length } = this.vector(slot, bytes);
    return Array.from({ length }, (_, i) => offsets.map(({ at, long }) => {
      const byte = begin + i * bytes + at;
      return long ? longAt(this.view, byte) : this.view.getInt32(byte, true);
    }));
  }

  private vector(slot: number, bytes: number): { begin: number; length: number } {
    const at = this.field(slot);
    if (at === 0) return { begin: 0, length: 0 };
    const begin = at + this.view.getUint32(at, true) + 4, length = this.view.getUint32(begin - 4, true);
    if (begin + length * bytes > this.view.byteLength) throw new RangeError('a vector leads out of its buffer');
    return { begin, length };
  }
}

function longAt(view: DataView, at: number): number {
  const value = view.getBigInt64(at, true);
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`a size of ${value}`);
  return Number(value);
}
