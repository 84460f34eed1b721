import { availableParallelism } from 'node:os';
import type { Engine } from '#src/engine/engine.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import type { CommandInput, OptionHelp } from './command.ts';
import { textOption, UsageError } from './command.ts';

export const THREADS_OPTION: OptionHelp = { type: 'string', value: 'N', help: 'how many frames are worked on at once; as many as there are cores where absent' };

/** A thread takes about half a second to start and to get warm: it must have some frames to do. */
const FRAMES_PER_THREAD = 4;

/** The engine for a command over this many frames; dispose of it. Throws UsageError on a wrong `--threads`. */
export function engineFor(input: CommandInput, frames: number): Engine {
  const text = textOption(input, 'threads');
  if (text !== undefined && !/^[1-9]\d{0,2}$/.test(text)) throw new UsageError(`--threads takes a number from 1 to 999, not '${text}'`);
  const wanted = text === undefined ? availableParallelism() : Number(text);
  return nodeEngine(Math.min(wanted, Math.floor(frames / FRAMES_PER_THREAD)));
}

/** Frames that are under way at once: one more for each thread, so that none waits. */
export function framesAtOnce({ size }: Engine): number {
  return size === 1 ? 1 : 2 * size;
}
