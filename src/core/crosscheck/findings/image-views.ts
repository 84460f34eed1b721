import { RELATION } from '../../labels/class-map.ts';
import { UNLABELLED } from '../../labels/label.ts';
import type { Metres, Pixels } from '../../geometry/units.ts';
import { maskIndex } from '../id-mask.ts';
import { hasClassWithin } from '../mask-search.ts';
import { VERDICT } from '../verdict.ts';
import { Digest } from './digest.ts';
import type { FrameCheck, PictureCheck } from './frame-check.ts';
import type { ImageView, ShownObject } from './observation.ts';
import type { PointGroup } from './point-groups.ts';

/** How near the mask's class must change for the outline to be what is at odds: twice what a mask's edge is excused for, and some. Pixels. */
export const RIM: Pixels = 8;

/** A view with what it rests on. */
export interface TracedView {
  readonly view: ImageView;
  /** Of the mask's classes under the points, and of the camera's lens and pose. */
  readonly digest: string;
}

/** Per group: every picture of the frame that compares any of its points. One pass over the frame's projections. */
export function imageViews(check: FrameCheck, groups: readonly PointGroup[]): TracedView[][] {
  const views: TracedView[][] = groups.map(() => []);
  const groupsOf = check.sweeps.map(({ labels }, sweep) => new GroupsOfPoints(labels.length, groups, sweep));
  for (const image of check.images) {
    const tallies = new Map<number, ViewTally>(), calibration = calibrationDigest(image), objects = new MaskObjects(image);
    image.sweeps.forEach(({ projection: { count, index, u, v, depth }, verdicts }, sweep) => {
      for (let k = 0; k < count; k++) {
        const i = index[k];
        if (verdicts[i] <= VERDICT.hidden) continue;
        groupsOf[sweep].each(i, (g) => {
          let tally = tallies.get(g);
          if (tally === undefined) tallies.set(g, (tally = new ViewTally(image, calibration, groups[g], (classId) => check.classMap.relation(groups[g].label, classId) === RELATION.agrees)));
          tally.add(i, u[k], v[k], depth[k], verdicts[i]);
        });
      }
    });
    for (const [g, tally] of tallies) if (tally.compared > 0) views[g].push(tally.traced(objects));
  }
  return views;
}

function calibrationDigest({ id, spec, shutter, worldFromCamera: { r, t } }: PictureCheck): string {
  return new Digest().addText(id).addText(JSON.stringify([spec, shutter])).addNumbers(r).addNumbers(t).toString();
}

/** Which groups each point of a sweep is in: usually none, seldom more than one. */
class GroupsOfPoints {
  private readonly first: Int32Array;
  private readonly more = new Map<number, number[]>();

  constructor(points: number, groups: readonly PointGroup[], sweep: number) {
    this.first = new Int32Array(points).fill(-1);
    groups.forEach((group, g) => {
      if (group.sweep !== sweep) return;
      for (const i of group.points)
        if (this.first[i] < 0) this.first[i] = g;
        else this.more.set(i, [...(this.more.get(i) ?? []), g]);
    });
  }

  each(point: number, visit: (group: number) => void): void {
    if (this.first[point] < 0) return;
    visit(this.first[point]);
    for (const g of this.more.get(point) ?? []) visit(g);
  }
}

/** A class and an instance of a mask in one number. */
function objectKey(maskClass: number, instance: number): number {
  return instance * 0x10000 + maskClass;
}

/** What the points of the frame make of each object that a mask tells apart. */
class MaskObjects {
  private readonly tallies = new Map<number, { agrees: number; depths: number[] }>();

  constructor({ mask, spec, sweeps }: PictureCheck) {
    if (mask.instances === null) return;
    for (const { projection: { count, index, u, v, depth }, verdicts } of sweeps)
      for (let k = 0; k < count; k++) {
        const verdict = verdicts[index[k]];
        if (verdict < VERDICT.agrees) continue;
        const pixel = maskIndex(mask, spec, u[k], v[k]), instance = mask.instances[pixel];
        if (instance === 0) continue;
        const key = objectKey(mask.classes[pixel], instance);
        let tally = this.tallies.get(key);
        if (tally === undefined) this.tallies.set(key, (tally = { agrees: 0, depths: [] }));
        tally.depths.push(depth[k]);
        if (verdict === VERDICT.agrees) tally.agrees++;
      }
  }

  /**
   * As seen from points that are `depth` away from the camera. The object reaches as far behind the middle one of its points as twice the
   * way from the near ones to it.
   */
  shown(key: number, depth: Metres): ShownObject {
    const { agrees, depths } = this.tallies.get(key)!;
    depths.sort((a, b) => a - b);
    const middle = depths[depths.length >> 1], near = depths[Math.floor(depths.length / 10)], behind = depth - middle;
    return { instance: Math.floor(key / 0x10000), agrees: agrees / depths.length, behind: behind > 2 * (middle - near) ? behind : 0 };
  }
}

/** Adds up what one picture says of one group. */
class ViewTally {
  compared = 0;
  private readonly counts = { agrees: 0, edge: 0, motion: 0, disagrees: 0 };
  private readonly classes = new Map<number, number>();
  private readonly instances = new Map<number, number>();
  /** Of the points that disagree. */
  private readonly objects = new Map<number, number>();
  private readonly box = { u0: Infinity, v0: Infinity, u1: -Infinity, v1: -Infinity };
  private readonly digest = new Digest();
  private rim = 0;
  private explained = 0;
  private depth = 0;
  private confidence = 0;

  constructor(
    private readonly image: PictureCheck, calibration: string, private readonly group: PointGroup, private readonly agrees: (classId: number) => boolean,
  ) {
    this.digest.addText(calibration);
  }

  /** A point that the picture sees. */
  add(point: number, u: Pixels, v: Pixels, depth: Metres, verdict: number): void {
    const { mask, spec } = this.image, pixel = maskIndex(mask, spec, u, v), maskClass = mask.classes[pixel];
    this.digest.add(point).add(maskClass);
    const name = NAMES.get(verdict);
    // Where there is no label to compare, what the masks show is still a vote.
    if (name === undefined && !(this.group.label === UNLABELLED && verdict === VERDICT.unlabelled)) return;
    this.compared++;
    if (name !== undefined) this.counts[name]++;
    const instance = mask.instances?.[pixel] ?? 0;
    count(this.classes, maskClass);
    count(this.instances, instance);
    if (name === 'disagrees') {
      // A labelled object as a whole is held against no class of the mask.
      if (this.group.mask !== 0 && hasClassWithin(mask, spec, u, v, RIM, this.agrees)) this.rim++;
      if (this.image.explains?.({ u, v, depth, labelClass: this.group.label }) === true) this.explained++;
      count(this.objects, instance === 0 ? 0 : objectKey(maskClass, instance));
      this.depth += depth;
    }
    this.confidence += mask.confidence?.[pixel] ?? 0;
    const { box } = this;
    box.u0 = Math.min(box.u0, u);
    box.v0 = Math.min(box.v0, v);
    box.u1 = Math.max(box.u1, u);
    box.v1 = Math.max(box.v1, v);
  }

  traced(maskObjects: MaskObjects): TracedView {
    const { image: { id, camera, mask }, classes, instances, compared, counts, objects } = this;
    const [object] = objects.size === 0 ? [0] : mostFirst(objects)[0];
    const view: ImageView = {
      image: id, camera,
      votes: mostFirst(classes).map(([maskClass, count]) => ({ mask: maskClass, count })),
      verdicts: { ...counts },
      // 0 is none.
      maskInstance: mostFirst(instances)[0][0] || null,
      rim: this.rim,
      explained: this.explained,
      shown: object === 0 ? null : maskObjects.shown(object, this.depth / counts.disagrees),
      box: { ...this.box },
      confidence: mask.confidence === null ? null : this.confidence / (255 * compared),
    };
    return { view, digest: this.digest.toString() };
  }
}

const NAMES = new Map<number, 'agrees' | 'edge' | 'motion' | 'disagrees'>(
  (['agrees', 'edge', 'motion', 'disagrees'] as const).map((name) => [VERDICT[name], name]),
);

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** By falling count; what is counted equally often by rising key. */
export function mostFirst(counts: ReadonlyMap<number, number>): [key: number, count: number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b);
}
