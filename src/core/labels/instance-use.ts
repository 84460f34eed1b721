import { MAX_INSTANCE } from './label.ts';

/** How many reasons there are for each instance id not to be given out, kept as they come and go. */
export class InstanceUse {
  private readonly reasons = new Uint32Array(MAX_INSTANCE + 1);
  /** No id below it is free. */
  private lowest = 1;

  add(id: number): void {
    this.reasons[id]++;
  }

  remove(id: number): void {
    if (--this.reasons[id] === 0 && id > 0 && id < this.lowest) this.lowest = id;
  }

  /** The lowest id that nothing uses, from 1 on. Throws RangeError when all 65,535 are taken. */
  lowestFree(): number {
    while (this.lowest <= MAX_INSTANCE && this.reasons[this.lowest] > 0) this.lowest++;
    if (this.lowest > MAX_INSTANCE) throw new RangeError('all 65,535 instance ids are in use');
    return this.lowest;
  }
}
