import { sceneLayout } from '#sample-data/layouts/scene.ts';
import type { OutputLayout } from '#sample-data/layouts/layout.ts';
import { allFiles } from '#sample-data/output/all-files.ts';
import { Simulation } from '#sample-data/simulate.ts';
import type { Rigid } from '#src/core/geometry/rigid.ts';
import type { FrameName } from '#src/core/geometry/units.ts';
import { openDataset } from '#src/datasets/index.ts';
import { memoryTree } from '#test/support/memory-tree.ts';
import { expect } from 'vitest';

const TINY = { seed: 9, frames: 3, beams: 16, azimuthSteps: 120, cameras: 2, imageWidth: 64 };

/** The simulator's street in a layout, and the same street as a scene.json: what both say must be the same. Truth files are left out. */
export function simulated(layout: OutputLayout, more: object = {}) {
  const options = { ...TINY, ...more, ...layout.needs };
  const simulation = new Simulation(options);
  const write = (as: OutputLayout): Record<string, Uint8Array> =>
    Object.fromEntries([...allFiles(simulation, as)].filter(([path]) => !path.startsWith('truth/')).map(([path, make]) => [path, make()]));
  const frames = Array.from({ length: options.frames }, (_, i) => simulation.frame(i));
  return { files: write(layout), frames, oracle: () => openDataset(memoryTree(write(sceneLayout))) };
}

export function expectSame(a: Rigid<FrameName, FrameName>, b: Rigid<FrameName, FrameName>, within = 1e-9): void {
  const expected = [...b.r, ...b.t];
  [...a.r, ...a.t].forEach((value, k) => expect(Math.abs(value - expected[k]), `number ${k}`).toBeLessThan(within));
}
