import { DataError } from '#src/core/errors.ts';
import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { peekExactly, requireBytes, viewOf } from './read-bytes.ts';

/** A node of the octree: one LAZ chunk of points that lie in its cube. The points of a node and of all above it are one picture. */
export interface CopcNode {
  /** Depth and place: 'level-x-y-z'. */
  readonly key: string;
  readonly level: number;
  /** The node's cube, source coordinates. */
  readonly box: Bounds;
  /** About the distance between neighbouring points of this level, in metres. */
  readonly spacing: number;
  /** Bytes [begin, end) of the file. */
  readonly begin: number;
  readonly end: number;
  /** May be 0 where only nodes below have points. */
  readonly points: number;
}

/** Where the tree begins (COPC 1.0, info record). */
export interface CopcRoot {
  readonly cube: Bounds;
  readonly spacing: number;
  readonly pageBegin: number;
  readonly pageBytes: number;
}

/** An entry is 32 bytes: level, x, y, z (int32), byte (uint64), size (int32), points (int32; -1 where the bytes are another page). */
const ENTRY = 32;
/** A cube halved this often is below any coordinate's step; deeper keys do not fit int32. */
const MAX_LEVEL = 31;
/** Points that one compressed byte is believed to hold, as for the chunks of other LAZ files. */
const MAX_POINTS_PER_BYTE = 4096;

interface Page {
  readonly begin: number;
  readonly bytes: number;
}

/** The octree of a COPC file, its pages read when they are asked for. */
export class CopcHierarchy {
  private readonly nodes = new Map<string, CopcNode>();
  /** Pages that have not been read, by the key of the node they begin with. */
  private readonly pages = new Map<string, Page>();
  private readonly begun = new Map<number, Promise<void>>();

  constructor(private readonly source: ByteSource, private readonly root: CopcRoot) {
    this.pages.set('0-0-0-0', { begin: root.pageBegin, bytes: root.pageBytes });
  }

  /** The top of the tree; null for a file without points. Throws DataError where the hierarchy is damaged. */
  top(signal?: AbortSignal): Promise<CopcNode | null> {
    return this.node('0-0-0-0', signal);
  }

  /** The up to eight nodes right below this one. */
  async children({ key }: CopcNode, signal?: AbortSignal): Promise<CopcNode[]> {
    const [level, x, y, z] = key.split('-').map(Number);
    const found: CopcNode[] = [];
    for (let k = 0; k < 8; k++) {
      const child = await this.node([level + 1, 2 * x + (k & 1), 2 * y + ((k >> 1) & 1), 2 * z + (k >> 2)].join('-'), signal);
      if (child !== null) found.push(child);
    }
    return found;
  }

  private async node(key: string, signal?: AbortSignal): Promise<CopcNode | null> {
    for (let page = this.pages.get(key); page !== undefined; page = this.pages.get(key)) {
      const { begin } = page;
      let reading = this.begun.get(begin);
      if (reading === undefined) {
        reading = this.readPage(key, page, signal);
        this.begun.set(begin, reading);
        // One that was stopped or could not be read may be asked for again.
        reading.catch(() => this.begun.delete(begin));
      }
      await reading;
    }
    return this.nodes.get(key) ?? null;
  }

  private async readPage(key: string, { begin, bytes: size }: Page, signal?: AbortSignal): Promise<void> {
    if (size % ENTRY !== 0) throw this.malformed(begin, `a multiple of ${ENTRY} bytes`, `a page of ${size}`);
    requireBytes(this.source, begin, size, 'a page of the hierarchy');
    const view = viewOf(await peekExactly(this.source, begin, begin + size, signal));
    this.pages.delete(key);
    for (let at = 0; at < size; at += ENTRY) this.addEntry(view, at, begin + at);
  }

  private addEntry(view: DataView, at: number, byte: number): void {
    const [level, x, y, z] = [0, 4, 8, 12].map((b) => view.getInt32(at + b, true));
    const begin = Number(view.getBigUint64(at + 16, true)), bytes = view.getInt32(at + 24, true), points = view.getInt32(at + 28, true);
    if (level < 0 || level > MAX_LEVEL || [x, y, z].some((v) => v < 0 || v >= 2 ** level))
      throw this.malformed(byte, `a node of a level from 0 to ${MAX_LEVEL}, inside of the cube`, `${level}-${x}-${y}-${z}`);
    const key = `${level}-${x}-${y}-${z}`;
    if (bytes < 0 || begin + bytes > this.source.size) throw this.malformed(byte, `bytes up to ${this.source.size}`, `${bytes} from byte ${begin}`);
    if (this.nodes.has(key) || this.pages.has(key)) throw this.malformed(byte, `node ${key} once`, 'a second one');
    if (points === -1) {
      // A page that is reached twice would be read for ever.
      if (this.begun.has(begin)) throw this.malformed(byte, 'a new page', `the one at byte ${begin} again`);
      this.pages.set(key, { begin, bytes });
      return;
    }
    if (points < 0 || points > bytes * MAX_POINTS_PER_BYTE) throw this.malformed(byte, `points that fit in ${bytes} bytes`, `${points}`);
    this.nodes.set(key, { key, level, box: this.boxOf(level, [x, y, z]), spacing: this.root.spacing / 2 ** level, begin, end: begin + bytes, points });
  }

  private boxOf(level: number, place: Vec3): Bounds {
    const { min, max } = this.root.cube;
    const edge = (max[0] - min[0]) / 2 ** level;
    const corner = (step: number) => [0, 1, 2].map((k) => min[k] + (place[k] + step) * edge) as unknown as Vec3;
    return { min: corner(0), max: corner(1) };
  }

  private malformed(byte: number, expected: string, found: string): DataError {
    return new DataError('malformed', 'a damaged COPC hierarchy', { file: this.source.name, where: `byte ${byte}`, expected, found });
  }
}
