import { maskIou } from '../metrics/iou.ts';
import type { ClassMap } from '../labels/class-map.ts';
import { compileClassMap } from '../labels/class-map.ts';
import { unmappedClasses } from '../labels/class-map-unmapped.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import { className } from '../labels/taxonomy.ts';
import type { ImageCheck } from './check-image.ts';
import type { UnknownValue } from './id-mask.ts';
import { PairCounter } from './pairs.ts';
import type { VerdictCounts } from './verdict.ts';

/** What `check --json` prints: a published shape. */
export interface CheckReport {
  readonly frames: readonly FrameReport[];
  /** Classes by name. Points that are seen and labelled, where neither class is void, of all pictures. */
  readonly pairs: readonly { readonly label: string; readonly mask: string; readonly count: number }[];
  /** Per class of the masks that occurs; see `maskIou`. */
  readonly iou: Readonly<Record<string, number>>;
  /**
   * Classes that kept points from being compared, with how many: a point whose both classes are unmapped counts for each. Colours and ids that
   * masks hold and that are no class at all follow by their values ('#1f77b4'), with their pixels.
   */
  readonly unmapped: readonly { readonly side: 'label' | 'mask'; readonly name: string; readonly count: number }[];
}

export interface FrameReport {
  readonly id: string;
  /** Those that have a mask. */
  readonly cameras: readonly ({ readonly name: string } & VerdictCounts)[];
}

/** Gathers the checks of pictures, frame by frame, and sums them up. */
export class ReportBuilder {
  private readonly frames: { id: string; cameras: ({ name: string } & VerdictCounts)[] }[] = [];
  private readonly counter = new PairCounter();
  private readonly unknown = new Map<string, number>();

  constructor(
    private readonly classMap: ClassMap,
    private readonly labels: Taxonomy,
    private readonly masks: Taxonomy,
  ) {}

  frame(id: string): void {
    this.frames.push({ id, cameras: [] });
  }

  /** A picture of the last frame. */
  image(name: string, { counts, pairs }: Pick<ImageCheck, 'counts' | 'pairs'>, unknown: readonly UnknownValue[] = []): void {
    for (const { value, pixels } of unknown) this.unknown.set(value, (this.unknown.get(value) ?? 0) + pixels);
    this.frames[this.frames.length - 1].cameras.push({ name, ...counts });
    this.counter.addAll(pairs);
  }

  report(): CheckReport {
    const pairs = this.counter.pairs();
    const compiled = compileClassMap(this.classMap);
    const maskClasses = new Set([...this.masks.classes.map((c) => c.id), ...pairs.map((p) => p.mask)]);
    const iou = [...maskIou(pairs, compiled, maskClasses)].map(([id, value]): [string, number] => [className(this.masks, id), value]);
    const of = (side: 'label' | 'mask'): Map<number, number> => {
      const counts = new Map<number, number>();
      for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + pair.count);
      return counts;
    };
    return {
      frames: this.frames,
      pairs: pairs.map(({ label, mask, count }) => ({ label: className(this.labels, label), mask: className(this.masks, mask), count })),
      iou: Object.fromEntries(iou),
      unmapped: [
        ...unmappedClasses(this.classMap, this.labels, of('label'), this.masks, of('mask')).map(({ side, name, count }) => ({ side, name, count })),
        ...[...this.unknown].sort((a, b) => b[1] - a[1]).map(([name, count]) => ({ side: 'mask' as const, name, count })),
      ],
    };
  }
}
