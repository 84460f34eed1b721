import type { ClassMap } from '../../labels/class-map.ts';
import { compileClassMap } from '../../labels/class-map.ts';
import { maskIou } from '../../metrics/iou.ts';
import type { PairCount } from '../pairs.ts';
import { PairCounter } from '../pairs.ts';
import type { VerdictCounts } from '../verdict.ts';
import type { ClassCoverage, FrameCounts } from './frame-counts.ts';

/** Shares of 1; null where nothing was compared. */
export interface Agreement {
  /** Mean of the IoU of the mask classes that occur; see `maskIou`. */
  readonly meanIou: number | null;
  /** The same of the points near borders between labels; see `FrameCounts.borders`. */
  readonly boundaryIou: number | null;
  /** Of the points that agree or disagree, those that agree. */
  readonly agreeing: number | null;
}

/** What a check comes to, by class, by camera, and by frame. */
export interface CheckSummary extends Agreement {
  /** Per class of the masks that occurs. */
  readonly classes: readonly { readonly mask: number; readonly iou: number; readonly boundaryIou: number | null }[];
  readonly coverage: readonly ClassCoverage[];
  readonly cameras: readonly ({ readonly camera: string } & Agreement)[];
  /** In the order in which they were added: over time. `seen`: the share of its points that some camera sees. */
  readonly frames: readonly ({ readonly frame: string; readonly seen: number | null } & Agreement)[];
}

export interface ImageCounts {
  readonly camera: string;
  readonly counts: Pick<VerdictCounts, 'agrees' | 'disagrees'>;
  readonly pairs: readonly PairCount[];
}

/** Adds up frames. */
export class SummaryBuilder {
  private readonly all = new Tally();
  private readonly cameras = new Map<string, Tally>();
  private readonly coverage = new Map<number, ClassCoverage>();
  private readonly frames: { frame: string; seen: number | null; tally: Tally }[] = [];

  constructor(private readonly classMap: ClassMap) {}

  frame(frame: string, images: readonly ImageCounts[], { coverage, borders }: FrameCounts): void {
    const tally = new Tally();
    images.forEach((image, k) => {
      let camera = this.cameras.get(image.camera);
      if (camera === undefined) this.cameras.set(image.camera, (camera = new Tally()));
      for (const each of [this.all, camera, tally]) each.add(image, borders[k]);
    });
    let points = 0, seen = 0;
    for (const each of coverage) {
      const known = this.coverage.get(each.label);
      this.coverage.set(each.label, { label: each.label, points: each.points + (known?.points ?? 0), seen: each.seen + (known?.seen ?? 0) });
      points += each.points;
      seen += each.seen;
    }
    this.frames.push({ frame, seen: points === 0 ? null : seen / points, tally });
  }

  summary(): CheckSummary {
    const compiled = compileClassMap(this.classMap), classes = new Set(this.all.pairs.pairs().map(({ mask }) => mask));
    const iouOf = (pairs: PairCounter): Map<number, number> => maskIou(pairs.pairs(), compiled, classes);
    const agreement = ({ pairs, borders, agrees, disagrees }: Tally): Agreement =>
      ({ meanIou: mean(iouOf(pairs)), boundaryIou: mean(iouOf(borders)), agreeing: agrees + disagrees === 0 ? null : agrees / (agrees + disagrees) });
    const borders = iouOf(this.all.borders);
    return {
      ...agreement(this.all),
      classes: [...iouOf(this.all.pairs)].sort(([a], [b]) => a - b).map(([mask, iou]) => ({ mask, iou, boundaryIou: borders.get(mask) ?? null })),
      coverage: [...this.coverage.values()].sort((a, b) => a.label - b.label),
      cameras: [...this.cameras].map(([camera, tally]) => ({ camera, ...agreement(tally) })),
      frames: this.frames.map(({ frame, seen, tally }) => ({ frame, seen, ...agreement(tally) })),
    };
  }
}

class Tally {
  readonly pairs = new PairCounter();
  readonly borders = new PairCounter();
  agrees = 0;
  disagrees = 0;

  add({ pairs, counts }: ImageCounts, borders: readonly PairCount[]): void {
    this.pairs.addAll(pairs);
    this.borders.addAll(borders);
    this.agrees += counts.agrees;
    this.disagrees += counts.disagrees;
  }
}

function mean(iou: ReadonlyMap<number, number>): number | null {
  return iou.size === 0 ? null : [...iou.values()].reduce((sum, value) => sum + value, 0) / iou.size;
}
