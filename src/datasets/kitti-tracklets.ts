import { DataError } from '#src/core/errors.ts';
import type { OrientedBox } from '#src/core/geometry/box.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { rigidFromEuler } from './poses.ts';
import type { XmlElement } from './xml.ts';
import { childOf, integerIn, numberIn, readXml } from './xml.ts';

/** One thing in one scan. */
export interface TrackletBox {
  /** The place of its tracklet in the file, from 0: tracklets have no ids. */
  readonly track: string;
  readonly className: string;
  readonly box: OrientedBox<'sweep'>;
}

/** A pose that nobody has set (STATE_UNSET): there is no box. 1 is interpolated, 2 set by hand. */
const UNSET = 0;

/**
 * tracklet_labels.xml of KITTI raw (devkit_raw_data, tracklets.h and run_demoTracklets.m): the boxes of each scan, by its number, in the
 * velodyne's frame. A tracklet has one size and a pose for each scan from `first_frame` on: the middle of its bottom, and turns, of which
 * only that about z is used in practice. Throws DataError that names the line, also where there are fewer tracklets or poses than are said.
 */
export async function readTracklets(source: ByteSource): Promise<ReadonlyMap<number, readonly TrackletBox[]>> {
  const boxes = new Map<number, TrackletBox[]>();
  let announced: number | null = null, track = 0;
  await readXml(source, ['boost_serialization', 'tracklets'], (element) => {
    if (element.name === 'count') announced = Number(element.text);
    if (element.name !== 'item') return;
    readTracklet(element, String(track++), source.name, (scan, box) => {
      const there = boxes.get(scan);
      if (there) there.push(box);
      else boxes.set(scan, [box]);
    });
  });
  if (announced !== track) throw new DataError('mismatch', 'has another number of tracklets than it says', { file: source.name, expected: String(announced ?? '<count>'), found: String(track) });
  return boxes;
}

function readTracklet(item: XmlElement, track: string, file: string, take: (scan: number, box: TrackletBox) => void): void {
  const className = childOf(item, 'objectType', file).text.trim(), first = integerIn(item, 'first_frame', file);
  const size = [numberIn(item, 'l', file), numberIn(item, 'w', file), numberIn(item, 'h', file)] as const;
  if (!size.every((s) => s > 0)) throw new DataError('malformed', 'has a tracklet without a size', { file, where: `line ${item.line}`, found: size.join(', ') });
  const list = childOf(item, 'poses', file), poses = list.children.filter((c) => c.name === 'item'), count = integerIn(list, 'count', file);
  if (poses.length !== count) throw new DataError('mismatch', 'has another number of poses than it says', { file, where: `line ${list.line}`, expected: String(count), found: String(poses.length) });
  poses.forEach((pose, i) => {
    if (integerIn(pose, 'state', file) === UNSET) return;
    const [tx, ty, tz, rx, ry, rz] = ['tx', 'ty', 'tz', 'rx', 'ry', 'rz'].map((name) => numberIn(pose, name, file));
    const sweepFromBottom = rigidFromEuler<'sweep', 'box'>([rx, ry, rz], [tx, ty, tz]);
    take(first + i, { track, className, box: { pose: { r: sweepFromBottom.r, t: apply(sweepFromBottom, [0, 0, size[2] / 2]) }, size } });
  });
}
