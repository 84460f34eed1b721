import type { Bench } from './bench.ts';
import { measureDrawing } from './draw-pictures.ts';

/** The cloud that the cost is held against, and points per picture. */
const SMALL = 1_000_000, BUDGET = 300_000;

export const bench: Bench = {
  name: 'draw',
  describe: `one picture in Chromium while the view moves, at a budget of ${BUDGET.toLocaleString('en')} points; floor: the same of a cloud of ${SMALL.toLocaleString('en')}`,
  unit: 'measured ms',
  defaultPoints: 100_000_000,
  onRequest: true,
  setup(points) {
    let figure = 0;
    const notes: string[] = [];
    const task = (size: number) => async () => {
      const { device, drawn } = await measureDrawing([size], BUDGET);
      figure = drawn[0].moving;
      notes.push(`${size.toLocaleString('en')}: ${drawn[0].movingPoints.toLocaleString('en')} points in the picture, ${drawn[0].megabytes.toFixed(0)} MB, whole after ${(drawn[0].whole / 1000).toFixed(1)} s (${device})`);
      return points;
    };
    return { ours: task(points), peers: {}, floor: task(SMALL), measured: () => figure, notes: () => notes };
  },
};
