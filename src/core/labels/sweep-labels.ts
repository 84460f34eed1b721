import { classOf, instanceOf, UNLABELLED } from './label.ts';

/** The labels of one sweep in file order, with a draft bit and counts that always agree with them. */
export class SweepLabels {
  /** Packed labels: read freely, write only through `set`. */
  readonly labels: Uint32Array;
  /** One bit per point: a machine set this label and nobody has accepted it. */
  private readonly draftBits: Uint8Array;
  private readonly classCounts = new Map<number, number>();
  private readonly objectCounts = new Map<number, number>();
  private drafts = 0;

  /**
   * Takes the arrays over; they become this object's own. Point i is a draft where bit i & 7 of drafts[i >> 3] is
   * set; nothing is one without `drafts`. Throws RangeError where the two are not of the same number of points.
   */
  constructor(labels: Uint32Array, drafts: Uint8Array | null = null) {
    const bytes = (labels.length + 7) >>> 3;
    if (drafts !== null && drafts.length !== bytes) throw new RangeError(`draft bits for ${drafts.length * 8} points, there are ${labels.length}`);
    this.labels = labels;
    this.draftBits = drafts ?? new Uint8Array(bytes);
    this.countRange(0, labels.length, 1);
    if (drafts !== null) for (let i = 0; i < labels.length; i++) if (this.isDraft(i)) this.drafts++;
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
    return this.drafts === 0 ? null : this.draftBits.slice();
  }

  get unlabelledCount(): number {
    return this.classCounts.get(UNLABELLED) ?? 0;
  }

  /** Points per class, 0 included where there are any; sums to `count`. */
  get perClass(): ReadonlyMap<number, number> {
    return this.classCounts;
  }

  /**
   * Points per object, by packed label (class and instance); points without an instance are not in it. By label and not
   * by instance id alone, since sources exist that number the instances of each class from 1.
   */
  get perObject(): ReadonlyMap<number, number> {
    return this.objectCounts;
  }

  isDraft(i: number): boolean {
    return ((this.draftBits[i >>> 3] >>> (i & 7)) & 1) === 1;
  }

  /** Gives points [begin, end) one label and draft state. */
  set(begin: number, end: number, label: number, draft: boolean): void {
    this.countRange(begin, end, -1);
    this.labels.fill(label, begin, end);
    for (let i = begin; i < end; i++) this.setDraft(i, draft);
    add(this.classCounts, classOf(label), end - begin);
    if (instanceOf(label) !== 0) add(this.objectCounts, label, end - begin);
  }

  private setDraft(i: number, draft: boolean): void {
    if (this.isDraft(i) === draft) return;
    this.draftBits[i >>> 3] ^= 1 << (i & 7);
    this.drafts += draft ? 1 : -1;
  }

  private countRange(begin: number, end: number, sign: 1 | -1): void {
    const { labels } = this;
    for (let i = begin; i < end; ) {
      const label = labels[i];
      let next = i + 1;
      while (next < end && labels[next] === label) next++;
      add(this.classCounts, classOf(label), sign * (next - i));
      if (instanceOf(label) !== 0) add(this.objectCounts, label, sign * (next - i));
      i = next;
    }
  }
}

function add(counts: Map<number, number>, key: number, n: number): void {
  const sum = (counts.get(key) ?? 0) + n;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}
