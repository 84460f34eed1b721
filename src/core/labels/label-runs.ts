/** Values along a set of points in ascending order, run-length encoded: `lengths[k]` points have `labels[k]`. */
export interface LabelRuns {
  readonly lengths: Uint32Array;
  readonly labels: Uint32Array;
  /** 1 = draft. */
  readonly drafts: Uint8Array;
}

/**
 * One value for all of `count` points. A Change over hundreds of sweeps has hundreds of these, whose arrays' objects would
 * weigh more than its points: equal arrays are one.
 */
export function oneRun(count: number, label: number, draft: boolean): LabelRuns {
  if (count === 0) return { lengths: new Uint32Array(0), labels: new Uint32Array(0), drafts: new Uint8Array(0) };
  if (lastLength[0] !== count) lastLength = Uint32Array.of(count);
  let labels = known.get(label);
  if (labels === undefined) {
    if (known.size === KNOWN) known.clear();
    known.set(label, (labels = Uint32Array.of(label)));
  }
  return { lengths: lastLength, labels, drafts: draft ? DRAFT : FIRM };
}

const DRAFT = Uint8Array.of(1), FIRM = Uint8Array.of(0);
const KNOWN = 256;
const known = new Map<number, Uint32Array>();
let lastLength = Uint32Array.of(0);

/** How many points the runs are for. */
export function runsCount(runs: LabelRuns): number {
  let n = 0;
  for (let k = 0; k < runs.lengths.length; k++) n += runs.lengths[k];
  return n;
}

export function anyDraft(runs: LabelRuns): boolean {
  return runs.drafts.includes(1);
}

/** A place in the runs, for loops that go along points and values at once. `left` points of run `k` are still to come. */
export interface RunCursor {
  k: number;
  left: number;
}

/** Before the first point. */
export function beforeRuns(): RunCursor {
  return { k: -1, left: 0 };
}

/** Collects values into runs. */
export class RunBuilder {
  private lengths = new Uint32Array(4);
  private labels = new Uint32Array(4);
  private drafts = new Uint8Array(4);
  private size = 0;

  /** The next `count` points have this value; `draft` is 0 or 1. */
  push(label: number, draft: number, count: number): void {
    const last = this.size - 1;
    if (last >= 0 && this.labels[last] === label && this.drafts[last] === draft) {
      this.lengths[last] += count;
      return;
    }
    if (this.size === this.lengths.length) this.grow();
    this.lengths[this.size] = count;
    this.labels[this.size] = label;
    this.drafts[this.size++] = draft;
  }

  /** The next points are `labels[begin]` to `labels[end - 1]`, none of them a draft. */
  pushAll(labels: Uint32Array, begin: number, end: number): void {
    for (let i = begin; i < end; ) {
      const label = labels[i];
      const first = i++;
      while (i < end && labels[i] === label) i++;
      this.push(label, 0, i - first);
    }
  }

  runs(): LabelRuns {
    const { size } = this;
    if (size === 1) return oneRun(this.lengths[0], this.labels[0], this.drafts[0] === 1);
    return { lengths: this.lengths.slice(0, size), labels: this.labels.slice(0, size), drafts: this.drafts.slice(0, size) };
  }

  private grow(): void {
    const length = 2 * this.lengths.length;
    this.lengths = widened(this.lengths, new Uint32Array(length));
    this.labels = widened(this.labels, new Uint32Array(length));
    this.drafts = widened(this.drafts, new Uint8Array(length));
  }
}

function widened<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
