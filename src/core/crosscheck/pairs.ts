/** How many points have this class while the mask shows that one. Class ids, each of its own side's taxonomy. */
export interface PairCount {
  readonly label: number;
  readonly mask: number;
  readonly count: number;
}

/** Counts pairs of classes, and adds up the counts of pictures. */
export class PairCounter {
  private readonly counts = new Map<number, number>();

  add(label: number, mask: number, count = 1): void {
    const key = label * 0x10000 + mask;
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
  }

  addAll(pairs: Iterable<PairCount>): void {
    for (const { label, mask, count } of pairs) this.add(label, mask, count);
  }

  /** By label, then by mask, rising. */
  pairs(): PairCount[] {
    return [...this.counts].sort(([a], [b]) => a - b).map(([key, count]) => ({ label: Math.floor(key / 0x10000), mask: key % 0x10000, count }));
  }
}
