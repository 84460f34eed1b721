import { DataError } from '#src/core/errors.ts';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { ByteSource, FileTree } from '#src/core/io/bytes.ts';
import type { FrameBox } from '#src/core/scene/scene.ts';
import { classOfBox } from './kitti360-classes.ts';
import type { PathIndex } from './path-index.ts';
import { joined } from './paths.ts';
import { warned } from './warned.ts';
import type { XmlElement } from './xml.ts';
import { childOf, integerIn, readXml } from './xml.ts';

/** Frames that were labelled together, some 200 m of road, and the static boxes there. */
interface BoxWindow {
  readonly start: number;
  readonly end: number;
  readonly boxes: FrameBox[];
}

/** The boxes of a drive, in the world. */
export class Kitti360Boxes {
  private readonly windows = new Map<string, BoxWindow>();
  private readonly moving = new Map<number, FrameBox[]>();

  addStatic(box: FrameBox, start: number, end: number): void {
    const key = `${start}_${end}`, window = this.windows.get(key);
    if (window) window.boxes.push(box);
    else this.windows.set(key, { start, end, boxes: [box] });
  }

  addMoving(box: FrameBox, frame: number): void {
    const there = this.moving.get(frame);
    if (there) there.push(box);
    else this.moving.set(frame, [box]);
  }

  /** Of one frame: what moves there, and what stands in the windows that it is in. */
  at(frame: number): readonly FrameBox[] {
    return together([...this.windows.values()].filter((w) => w.start <= frame && frame <= w.end).map((w) => w.boxes), this.moving.get(frame));
  }

  /** Static ones of windows that lie between these frames. */
  within(start: number, end: number): readonly FrameBox[] {
    return together([...this.windows.values()].filter((w) => start <= w.start && w.end <= end).map((w) => w.boxes));
  }
}

/** One list is not copied: a drive has ten thousand frames with hundreds of boxes in each. */
function together(lists: readonly (readonly FrameBox[])[], last: readonly FrameBox[] = []): readonly FrameBox[] {
  return lists.length === 1 && last.length === 0 ? lists[0] : [...lists.flat(), ...last];
}

/** The boxes of each drive, read once. */
export class Kitti360BoxFiles {
  private readonly known = new Map<string, Promise<Kitti360Boxes | null>>();

  constructor(
    private readonly tree: FileTree,
    private readonly index: PathIndex,
    private readonly warnings: string[],
  ) {}

  /** Null where there are none, and null with a warning where they cannot be read. */
  of(root: string, drive: string): Promise<Kitti360Boxes | null> {
    const file = this.index.first(...['train', 'train_full', 'test'].map((split) => joined(root, `data_3d_bboxes/${split}/${drive}.xml`)));
    if (file === undefined) return Promise.resolve(null);
    let boxes = this.known.get(file);
    if (boxes === undefined) this.known.set(file, (boxes = warned(this.warnings, async () => readKitti360Boxes(await this.tree.open(file)))));
    return boxes;
  }
}

/**
 * data_3d_bboxes/SPLIT/DRIVE.xml (kitti360Scripts, helpers/annotation.py): each object is a mesh, mostly a cube of 1 m, that `transform`,
 * a rotation times a size along each axis, puts into the world. Throws DataError that names the line.
 */
export async function readKitti360Boxes(source: ByteSource): Promise<Kitti360Boxes> {
  const boxes = new Kitti360Boxes(), file = source.name;
  let count = 0;
  await readXml(source, ['opencv_storage'], (element) => {
    if (!element.children.some((c) => c.name === 'transform')) return;
    const semanticId = integerIn(element, 'semanticId', file, -1), instance = integerIn(element, 'instanceId', file), known = classOfBox(semanticId);
    const track = known !== undefined && instance > 0 ? { track: String(known.id * 1000 + instance) } : {};
    const box: FrameBox = { id: String(count++), className: known?.name ?? `semanticId ${semanticId}`, ...track, box: orientedBox(element, file) };
    // The frame of a moving box; -1 for a static one.
    const timestamp = integerIn(element, 'timestamp', file, -1);
    if (timestamp >= 0) boxes.addMoving(box, timestamp);
    else boxes.addStatic(box, integerIn(element, 'start_frame', file), integerIn(element, 'end_frame', file));
  });
  return boxes;
}

/** How far from a right angle the axes of a box may be, as a cosine: the file rounds. */
const SKEW = 1e-3;

function orientedBox(element: XmlElement, file: string): OrientedBox<'world'> {
  const m = matrixIn(element, 'transform', file, 4), vertices = matrixIn(element, 'vertices', file, 3);
  const axes = [0, 1, 2].map((k): Vec3 => [m[k], m[4 + k], m[8 + k]]), lengths = axes.map((a) => Math.hypot(...a));
  const units = axes.map(([x, y, z], k): Vec3 => [x / lengths[k], y / lengths[k], z / lengths[k]]);
  const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const low = [0, 1, 2].map((k) => extreme(vertices, k, Math.min)), high = [0, 1, 2].map((k) => extreme(vertices, k, Math.max));
  const size = [0, 1, 2].map((k) => lengths[k] * (high[k] - low[k]));
  const isBox = m.length === 16 && size.every((s) => s > 0 && Number.isFinite(s)) && [[0, 1], [0, 2], [1, 2]].every(([a, b]) => Math.abs(dot(units[a], units[b])) < SKEW);
  if (!isBox) throw new DataError('malformed', 'has a transform that makes no box', { file, where: `line ${element.line}, <${element.name}>`, expected: 'a 4 x 4 of a rotation times a size' });
  const [x, , z] = units, middle = [0, 1, 2].map((k) => (low[k] + high[k]) / 2);
  // A mirrored box is the same solid: y is what makes the three right-handed.
  const y: Vec3 = [z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]];
  const centre = [0, 1, 2].map((k) => m[4 * k] * middle[0] + m[4 * k + 1] * middle[1] + m[4 * k + 2] * middle[2] + m[4 * k + 3]);
  return {
    pose: { r: [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]], t: [centre[0], centre[1], centre[2]] },
    size: [size[0], size[1], size[2]],
  };
}

/** The least or greatest coordinate `axis` of points that follow each other. */
function extreme(points: readonly number[], axis: number, pick: (a: number, b: number) => number): number {
  let found = points[axis];
  for (let i = axis; i < points.length; i += 3) found = pick(found, points[i]);
  return found;
}

/** An opencv-matrix of `columns` columns, row by row. Throws DataError. */
function matrixIn(element: XmlElement, name: string, file: string, columns: number): number[] {
  const matrix = childOf(element, name, file), rows = integerIn(matrix, 'rows', file, 1), found = integerIn(matrix, 'cols', file, 1);
  const values = childOf(matrix, 'data', file).text.split(/\s+/).filter((word) => word !== '').map(Number);
  if (found === columns && values.length === rows * columns && values.every(Number.isFinite)) return values;
  throw new DataError('malformed', 'has a matrix that is none', { file, where: `line ${matrix.line}, <${name}>`, expected: `${rows} x ${columns} numbers`, found: `${values.length} of ${rows} x ${found}` });
}
