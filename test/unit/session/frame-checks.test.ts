import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { FrameChecks } from '#src/session/review/frame-checks.ts';

/** Frames with a number that can change; a check takes its time and tells the number as it was when it began. */
class Bench {
  readonly now = new Map<number, number>();
  readonly taken = new Map<number, number>();
  readonly failures: number[] = [];
  readonly begun: number[] = [];
  readonly pending: { frame: number; go: () => void }[] = [];
  idles = 0;
  broke: unknown = null;
  most = 0;
  readonly checks: FrameChecks<number>;

  constructor(width: number, check: (frame: number) => unknown = () => null) {
    this.checks = new FrameChecks<number>({
      check: async (frame) => {
        const value = this.now.get(frame) ?? 0;
        this.begun.push(frame);
        await new Promise<void>((go) => {
          this.pending.push({ frame, go });
          this.most = Math.max(this.most, this.pending.length);
        });
        const error = check(frame);
        if (error !== null) throw error;
        return value;
      },
      take: (frame, value) => void this.taken.set(frame, value),
      failed: (frame) => void this.failures.push(frame),
      idle: () => void this.idles++,
      broken: (error) => void (this.broke = error),
    }, width);
  }

  change(frame: number): void {
    this.now.set(frame, (this.now.get(frame) ?? 0) + 1);
    this.checks.ask([frame], true);
  }

  /** Lets one that is under way go on. */
  async step(which = 0): Promise<void> {
    this.pending.splice(which % this.pending.length, 1)[0]?.go();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async finish(): Promise<void> {
    while (this.pending.length > 0) await this.step();
  }
}

describe('checking frames', () => {
  it('ends with every frame as it is now, whatever changes meanwhile and in whichever order checks end', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.oneof(fc.record({ change: fc.nat(5) }), fc.record({ step: fc.nat(9) })), { maxLength: 40 }), async (width, events) => {
      const bench = new Bench(width);
      bench.checks.ask([0, 1, 2, 3, 4, 5]);
      for (const event of events) {
        if ('change' in event) bench.change(event.change);
        else if (bench.pending.length > 0) await bench.step(event.step);
      }
      await bench.finish();
      expect([...bench.taken].sort((a, b) => a[0] - b[0])).toEqual([0, 1, 2, 3, 4, 5].map((frame) => [frame, bench.now.get(frame) ?? 0]));
      expect(bench.most).toBeLessThanOrEqual(width);
      expect(bench.checks.left).toBe(0);
      expect(bench.idles).toBeGreaterThan(0);
    }), { numRuns: 60 });
  });

  it('takes what has changed before what waits', async () => {
    const bench = new Bench(1);
    bench.checks.ask([0, 1, 2]);
    bench.change(5);
    await bench.finish();
    expect(bench.begun).toEqual([0, 5, 1, 2]);
  });

  it('goes on where a frame cannot be read, and stops where nothing can work', async () => {
    const one = new Bench(2, (frame) => (frame === 1 ? new DataError('missing', 'is not there', { file: 'a' }) : null));
    one.checks.ask([0, 1, 2]);
    await one.finish();
    expect([one.failures, [...one.taken.keys()]]).toEqual([[1], [0, 2]]);
    const all = new Bench(1, () => new Error('no worker'));
    all.checks.ask([0, 1, 2]);
    await all.finish();
    expect([all.broke, all.begun]).toEqual([new Error('no worker'), [0]]);
  });

  it('takes nothing more once it was stopped', async () => {
    const bench = new Bench(2);
    bench.checks.ask([0, 1, 2]);
    await bench.step();
    bench.checks.stop();
    await bench.finish();
    expect([...bench.taken.keys()]).toEqual([0]);
    expect(bench.idles).toBe(0);
  });
});
