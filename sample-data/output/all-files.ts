import type { Files, OutputLayout } from '../layouts/layout.ts';
import type { Simulation } from '../simulate.ts';
import { type FrameTruth, truthFiles, wholeTruth } from '../truth/truth-files.ts';
import { FrameContent } from './frame-content.ts';

/** What one frame says about itself to the files about the whole: plain JSON. */
export interface FrameEntry {
  readonly layout: unknown;
  readonly truth: FrameTruth;
}

/** The files of one frame, truth included. */
export function filesOfFrame(simulation: Simulation, layout: OutputLayout, index: number, images: boolean): { files: Files; entry: FrameEntry } {
  const content = new FrameContent(simulation, simulation.frame(index), images);
  const own = layout.frame(content), truth = truthFiles(content);
  return { files: new Map([...own.files, ...truth.files]), entry: { layout: own.entry, truth: truth.entry } };
}

/** The files about the whole. */
export function filesOfWhole(simulation: Simulation, layout: OutputLayout, entries: readonly FrameEntry[]): Files {
  return new Map([...layout.whole(simulation, entries.map((e) => e.layout)), ...wholeTruth(simulation, entries.map((e) => e.truth))]);
}

/** Every file, each made when it is asked for: for scenes that fit in memory. */
export function allFiles(simulation: Simulation, layout: OutputLayout, images = true): Files {
  const frames = Array.from({ length: simulation.options.frames }, (_, index) => filesOfFrame(simulation, layout, index, images));
  return new Map([...frames.flatMap(({ files }) => [...files]), ...filesOfWhole(simulation, layout, frames.map((f) => f.entry))]);
}
