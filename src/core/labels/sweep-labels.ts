import type { PackedPoints } from '../select/packed-block.ts';
import { blockRuns, RUNS_LENGTH } from '../select/packed-block.ts';
import type { Steps } from '../steps.ts';
import { bitsAre, fillBits } from './draft-bits.ts';
import type { InstanceUse } from './instance-use.ts';
import { classOf, instanceOf, UNLABELLED } from './label.ts';
import type { LabelRuns, RunCursor } from './label-runs.ts';
import { anyDraft, beforeRuns } from './label-runs.ts';
import { LabelTally } from './label-tally.ts';

/** Blocks of 65,536 points between two places at which work can pause: some milliseconds. */
export const BLOCKS_PER_STEP = 8;
/** From here on a call of `fill` is faster than a loop. */
const LONG = 64;

/**
 * The labels of one sweep in file order, with a draft bit and counts that always agree with them. Holds four bytes per point,
 * and a bit more from the first draft on.
 */
export class SweepLabels {
  /** Packed labels: read freely, write only through this object. */
  readonly labels: Uint32Array;
  /** One bit per point: a machine set this label and nobody has accepted it. Null until there is one. */
  private draftBits: Uint8Array | null;
  private readonly classCounts = new Map<number, number>();
  private readonly objectCounts = new Map<number, number>();
  private readonly classDrafts = new Map<number, number>();
  private drafts = 0;
  private use: InstanceUse | null = null;

  /**
   * Takes the arrays over; they become this object's own. `labels` may look at a SharedArrayBuffer. Point i is a draft
   * where bit i & 7 of drafts[i >> 3] is set; nothing is one without `drafts`. Throws RangeError where the two are not of
   * the same number of points.
   */
  constructor(labels: Uint32Array, drafts: Uint8Array | null = null) {
    if (drafts !== null && drafts.length !== bitBytes(labels.length))
      throw new RangeError(`draft bits for ${drafts.length * 8} points, there are ${labels.length}`);
    this.labels = labels;
    this.draftBits = drafts;
    this.countRange(0, labels.length, 1);
  }

  static unlabelled(count: number): SweepLabels {
    return new SweepLabels(new Uint32Array(count));
  }

  get count(): number {
    return this.labels.length;
  }

  get draftCount(): number {
    return this.drafts;
  }

  /** A copy of the draft bits; null where no point is a draft. */
  draftBytes(): Uint8Array | null {
    return this.drafts === 0 || this.draftBits === null ? null : this.draftBits.slice();
  }

  get unlabelledCount(): number {
    return this.classCounts.get(UNLABELLED) ?? 0;
  }

  /** Points per class, 0 included where there are any; sums to `count`. */
  get perClass(): ReadonlyMap<number, number> {
    return this.classCounts;
  }

  /** Drafts per class, of classes that have any; sums to `draftCount`. */
  get draftsPerClass(): ReadonlyMap<number, number> {
    return this.classDrafts;
  }

  /**
   * Points per object, by packed label (class and instance); points without an instance are not in it. By label and not
   * by instance id alone, since sources exist that number the instances of each class from 1.
   */
  get perObject(): ReadonlyMap<number, number> {
    return this.objectCounts;
  }

  isDraft(i: number): boolean {
    return this.draftBits !== null && ((this.draftBits[i >>> 3] >>> (i & 7)) & 1) === 1;
  }

  /** Says from now on which instance ids its objects use, beginning with those that it has; null = to nobody. */
  reportTo(use: InstanceUse | null): void {
    for (const label of this.objectCounts.keys()) {
      this.use?.remove(instanceOf(label));
      use?.add(instanceOf(label));
    }
    this.use = use;
  }

  /** Gives points [begin, end) one label and draft state. */
  set(begin: number, end: number, label: number, draft: boolean): void {
    if (begin >= end) return;
    this.countRange(begin, end, -1);
    this.labels.fill(label, begin, end);
    if (draft) this.draftBits ??= new Uint8Array(bitBytes(this.count));
    if (this.draftBits !== null) fillBits(this.draftBits, begin, end, draft);
    this.changeCount(label, draft, end - begin);
  }

  /**
   * Gives points that have the values `from` the values `to`; the runs are for just these points. Returns -1, or the first
   * point that has not the value that `from` says: then, and where it is abandoned before the end, everything is as it
   * was. The counts follow at the end.
   */
  *exchange(points: PackedPoints, from: LabelRuns, to: LabelRuns): Steps<number> {
    const drafts = anyDraft(from) || anyDraft(to);
    if (anyDraft(to)) this.draftBits ??= new Uint8Array(bitBytes(this.count));
    const expected = beforeRuns(), next = beforeRuns();
    let written = 0;
    let done = false;
    try {
      for (const [number, block] of points.blocks) {
        const n = blockRuns(points.universe, number, block, borders);
        // Block by block, so that labels which come into the cache to be checked are written there.
        const other = this.checkBlock(n, from, expected);
        if (other >= 0) return other;
        this.writeBlock(n, to, next, drafts);
        if (++written % BLOCKS_PER_STEP === 0) yield;
      }
      this.recount(from, to);
      done = true;
      return -1;
    } finally {
      if (!done) this.putBack(points, written, from, drafts);
    }
  }

  private putBack(points: PackedPoints, written: number, from: LabelRuns, drafts: boolean): void {
    const cursor = beforeRuns();
    let left = written;
    for (const [number, block] of points.blocks) {
      if (left-- === 0) return;
      this.writeBlock(blockRuns(points.universe, number, block, borders), from, cursor, drafts);
    }
  }

  /** `n` numbers of `borders` are the points; the values begin at the cursor, which moves on. */
  private checkBlock(n: number, { lengths, labels: expected, drafts }: LabelRuns, cursor: RunCursor): number {
    const { labels } = this;
    const bits = this.drafts > 0 ? this.draftBits : null;
    let { k, left } = cursor;
    for (let r = 0; r < n; r += 2) {
      const end = borders[r + 1];
      for (let i = borders[r]; i < end; ) {
        if (left === 0) left = lengths[++k];
        const label = expected[k];
        const stop = Math.min(end, i + left);
        left -= stop - i;
        if (bits === null ? drafts[k] === 1 : !bitsAre(bits, i, stop, drafts[k] === 1)) return this.otherDraft(i, stop, label, drafts[k] === 1);
        for (; i < stop; i++) if (labels[i] !== label) return i;
      }
    }
    cursor.k = k;
    cursor.left = left;
    return -1;
  }

  /** The first of points, among which a draft bit is another, that has another label or draft bit. */
  private otherDraft(begin: number, end: number, label: number, draft: boolean): number {
    let i = begin;
    while (i < end - 1 && this.labels[i] === label && this.isDraft(i) === draft) i++;
    return i;
  }

  private writeBlock(n: number, { lengths, labels: values, drafts }: LabelRuns, cursor: RunCursor, withDrafts: boolean): void {
    const { labels, draftBits } = this;
    let { k, left } = cursor;
    for (let r = 0; r < n; r += 2) {
      const end = borders[r + 1];
      for (let i = borders[r]; i < end; ) {
        if (left === 0) left = lengths[++k];
        const label = values[k];
        const stop = Math.min(end, i + left);
        left -= stop - i;
        if (withDrafts && draftBits !== null) fillBits(draftBits, i, stop, drafts[k] === 1);
        if (stop - i >= LONG) labels.fill(label, i, stop);
        else for (let p = i; p < stop; p++) labels[p] = label;
        i = stop;
      }
    }
    cursor.k = k;
    cursor.left = left;
  }

  private recount(from: LabelRuns, to: LabelRuns): void {
    const firm = new LabelTally(), draft = new LabelTally();
    for (let k = 0; k < from.lengths.length; k++) (from.drafts[k] === 1 ? draft : firm).add(from.labels[k], -from.lengths[k]);
    for (let k = 0; k < to.lengths.length; k++) (to.drafts[k] === 1 ? draft : firm).add(to.labels[k], to.lengths[k]);
    firm.forEach((label, sum) => this.changeCount(label, false, sum));
    draft.forEach((label, sum) => this.changeCount(label, true, sum));
  }

  private countRange(begin: number, end: number, sign: 1 | -1): void {
    const { labels, draftBits } = this;
    const firm = new LabelTally(), draft = new LabelTally();
    for (let i = begin; i < end; ) {
      const label = labels[i];
      const first = i++;
      if (draftBits !== null && this.isDraft(first)) draft.add(label, sign);
      else {
        while (i < end && labels[i] === label && (draftBits === null || !this.isDraft(i))) i++;
        firm.add(label, sign * (i - first));
      }
    }
    firm.forEach((label, sum) => this.changeCount(label, false, sum));
    draft.forEach((label, sum) => this.changeCount(label, true, sum));
  }

  /** `n` more points, or fewer where it is negative, have a label. */
  private changeCount(label: number, draft: boolean, n: number): void {
    add(this.classCounts, classOf(label), n);
    if (draft) {
      add(this.classDrafts, classOf(label), n);
      this.drafts += n;
    }
    const instance = instanceOf(label);
    if (instance === 0) return;
    const was = this.objectCounts.has(label);
    add(this.objectCounts, label, n);
    const is = this.objectCounts.has(label);
    if (is && !was) this.use?.add(instance);
    else if (was && !is) this.use?.remove(instance);
  }
}

/** Scratch, of no meaning outside one block. */
const borders = new Uint32Array(RUNS_LENGTH);

function bitBytes(points: number): number {
  return (points + 7) >>> 3;
}

function add(counts: Map<number, number>, key: number, n: number): void {
  const sum = (counts.get(key) ?? 0) + n;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}
