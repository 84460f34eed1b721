import type { FrameContent } from '../output/frame-content.ts';
import type { Simulation, SimulateOptions } from '../simulate.ts';

/** Files by their path below the output folder; each is made when it is asked for. */
export type Files = Map<string, () => Uint8Array>;

/** A dataset layout that a simulation is written in: one file in this folder and a line in its index. */
export interface OutputLayout {
  readonly id: string;
  /** What the simulation must be like for it. */
  readonly needs: Partial<SimulateOptions>;
  /** The files of one frame, and what the files about the whole need to know of it: plain JSON, for it may come from another thread. */
  frame(content: FrameContent): { readonly files: Files; readonly entry: unknown };
  /** The files about the whole. `entries` are the frames', in order. */
  whole(simulation: Simulation, entries: readonly unknown[]): Files;
}
