/** A picture should take this long while the view moves, milliseconds: what is longer draws fewer points next time. */
const TOO_LONG = 28;
const SHORT = 20;
/** Pictures that are looked at together: a single slow one may be somebody else's. */
const LOOKED_AT = 5;
/** Below this nothing is recognised, however slow the pictures. */
const LEAST = 100_000;
const MOST = 30_000_000;

/** Graphics in software, in the words of the drivers. */
const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;
/** Graphics that share the processor's memory. */
const INTEGRATED = /intel|mali|adreno|powervr|apple gpu|radeon\(tm\) graphics|vega \d+ graphics/i;

/** Points that a device of this name is first tried with. */
export function startBudget(device: string): number {
  return SOFTWARE.test(device) ? 300_000 : INTEGRATED.test(device) ? 2_000_000 : 5_000_000;
}

/** How many points one picture may draw: follows the times that pictures took, or stays where people have set it. */
export class Budget {
  private own: number;
  private set: number | null = null;
  private times: number[] = [];

  constructor(start: number) {
    this.own = start;
  }

  get points(): number {
    return this.set ?? this.own;
  }

  /** Null = follow the times. */
  fix(points: number | null): void {
    this.set = points;
  }

  /** Takes in the time between two pictures of which the first drew `drawn` points. */
  took(milliseconds: number, drawn: number): void {
    this.times.push(milliseconds);
    if (this.times.length < LOOKED_AT) return;
    const median = this.times.sort((a, b) => a - b)[LOOKED_AT >> 1];
    this.times = [];
    if (median > TOO_LONG) this.own = Math.max(LEAST, Math.min(this.own, drawn) * Math.max(0.4, (TOO_LONG + SHORT) / 2 / median));
    // Where all was drawn, nothing was learned about more.
    else if (median < SHORT && drawn > 0.8 * this.own) this.own = Math.min(MOST, this.own * 1.3);
  }

  /** What was measured belongs together no longer. */
  pause(): void {
    this.times = [];
  }
}
