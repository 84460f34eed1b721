import type { UnknownValue } from '#src/core/crosscheck/id-mask.ts';

/** Counts the values of a mask that nothing explains. */
export class UnknownValues {
  private readonly counts = new Map<number, number>();

  add(value: number): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  /** The most frequent first. */
  list(describe: (value: number) => string): UnknownValue[] {
    return [...this.counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([value, pixels]) => ({ value: describe(value), pixels }));
  }
}
