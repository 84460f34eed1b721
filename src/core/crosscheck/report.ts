import type { ClassMap } from '../labels/class-map.ts';
import type { Taxonomy } from '../labels/taxonomy.ts';
import { className } from '../labels/taxonomy.ts';
import type { ImageCheck } from './check-image.ts';
import type { UnknownValue } from './id-mask.ts';
import { summedUnknown } from './id-mask.ts';
import { PairCounter } from './pairs.ts';
import type { CheckSummary, ImageCounts } from './summary/check-summary.ts';
import { SummaryBuilder } from './summary/check-summary.ts';
import type { ClassCoverage, FrameCounts } from './summary/frame-counts.ts';
import { pairTotals } from './totals.ts';
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
  /** Classes by name; see `CheckSummary`. */
  readonly summary: SummaryReport;
}

export interface SummaryReport extends Omit<CheckSummary, 'classes' | 'coverage'> {
  readonly classes: Readonly<Record<string, Pick<CheckSummary['classes'][number], 'iou' | 'boundaryIou'>>>;
  /** By class of the labels. */
  readonly coverage: Readonly<Record<string, Pick<ClassCoverage, 'points' | 'seen'>>>;
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
  private readonly unknown: UnknownValue[] = [];
  private readonly summary: SummaryBuilder;
  private readonly pictures: ImageCounts[] = [];

  constructor(
    private readonly classMap: ClassMap,
    private readonly labels: Taxonomy,
    private readonly masks: Taxonomy,
  ) {
    this.summary = new SummaryBuilder(classMap);
  }

  frame(id: string): void {
    this.frames.push({ id, cameras: [] });
  }

  /** A picture of the last frame. */
  image(name: string, { counts, pairs }: Pick<ImageCheck, 'counts' | 'pairs'>, unknown: readonly UnknownValue[] = []): void {
    // One by one: a photograph given as a mask has more colours than a call may have arguments.
    for (const value of unknown) this.unknown.push(value);
    this.frames[this.frames.length - 1].cameras.push({ name, ...counts });
    this.counter.addAll(pairs);
    this.pictures.push({ camera: name, counts, pairs });
  }

  /** What the last frame adds to the summary, after all its pictures. */
  counts(counts: FrameCounts): void {
    this.summary.frame(this.frames[this.frames.length - 1].id, this.pictures.splice(0), counts);
  }

  report(): CheckReport {
    const pairs = this.counter.pairs();
    const { iou, unmapped } = pairTotals(pairs, this.classMap, this.labels, this.masks);
    return {
      frames: this.frames,
      pairs: pairs.map(({ label, mask, count }) => ({ label: className(this.labels, label), mask: className(this.masks, mask), count })),
      iou: Object.fromEntries([...iou].map(([id, value]) => [className(this.masks, id), value])),
      unmapped: [
        ...unmapped.map(({ side, name, count }) => ({ side, name, count })),
        ...summedUnknown(this.unknown).map(({ value, pixels }) => ({ side: 'mask' as const, name: value, count: pixels })),
      ],
      summary: this.summaryReport(),
    };
  }

  private summaryReport(): SummaryReport {
    const { classes, coverage, ...rest } = this.summary.summary();
    return {
      ...rest,
      classes: Object.fromEntries(classes.map(({ mask, iou, boundaryIou }) => [className(this.masks, mask), { iou, boundaryIou }])),
      coverage: Object.fromEntries(coverage.map(({ label, points, seen }) => [className(this.labels, label), { points, seen }])),
    };
  }
}
