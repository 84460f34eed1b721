import type { IdMask, UnknownValue } from './id-mask.ts';

/** One file's part of a picture's mask. */
export interface MaskPart {
  readonly mask: IdMask;
  /** Whether it shows one thing: smaller ones lie over larger ones, and all of them over the rest. */
  readonly partial: boolean;
}

/**
 * Puts the files of one picture together, each of the same size: classes and instances that are not 0 cover what lies below, so
 * that a file of classes and a file of instances complete each other. Of two partial ones that overlap, the one with
 * fewer pixels is on top, and at equal size the later one. Confidence is that of the last file that has one.
 */
export class MaskOverlay {
  private readonly classes: Uint16Array;
  private instances: Uint16Array | null = null;
  private confidence: Uint8Array | null = null;
  private readonly unknown: UnknownValue[] = [];
  /** Pixels of the partial mask that lies on top, 0 where none does; there from the first one on. */
  private topSize: Uint32Array | null = null;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.classes = new Uint16Array(width * height);
  }

  add({ mask, partial }: MaskPart): void {
    if (partial) this.addPartial(mask);
    else this.addWhole(mask);
    this.confidence = mask.confidence ?? this.confidence;
    this.unknown.push(...mask.unknown);
  }

  result(): IdMask {
    const { width, height, classes, instances, confidence, unknown } = this;
    return { width, height, classes, instances, confidence, unknown };
  }

  private addWhole(mask: IdMask): void {
    const { classes, topSize } = this;
    const instances = mask.instances === null ? this.instances : this.ownInstances();
    for (let i = 0; i < classes.length; i++) {
      if (topSize !== null && topSize[i] !== 0) continue;
      if (mask.classes[i] !== 0) classes[i] = mask.classes[i];
      if (mask.instances !== null && mask.instances[i] !== 0) instances![i] = mask.instances[i];
    }
  }

  private addPartial(mask: IdMask): void {
    const { classes } = this;
    const instances = this.ownInstances();
    const topSize = (this.topSize ??= new Uint32Array(classes.length));
    const covers = (i: number): boolean => mask.classes[i] !== 0 || (mask.instances !== null && mask.instances[i] !== 0);
    let size = 0;
    for (let i = 0; i < classes.length; i++) if (covers(i)) size++;
    for (let i = 0; i < classes.length; i++) {
      if (!covers(i) || (topSize[i] !== 0 && topSize[i] < size)) continue;
      topSize[i] = size;
      classes[i] = mask.classes[i];
      instances[i] = mask.instances?.[i] ?? 0;
    }
  }

  private ownInstances(): Uint16Array {
    return (this.instances ??= new Uint16Array(this.classes.length));
  }
}
