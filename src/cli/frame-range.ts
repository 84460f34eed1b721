import type { Scene, Sequence } from '#src/core/scene/scene.ts';
import { UsageError } from './command.ts';

/** Frames of one sequence, by their place in it. */
export interface FrameRange {
  readonly sequence: Sequence;
  readonly begin: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The frames that `A-B` names, both included, by the dataset's own names, in every sequence that has both; one name is one frame; all frames
 * without it. Throws UsageError where no sequence has them, or B comes before A.
 */
export function frameRanges({ sequences }: Scene, text: string | undefined): FrameRange[] {
  if (text === undefined) return sequences.map((sequence) => ({ sequence, begin: 0, end: sequence.frames.length }));
  const splits = namesIn(text);
  const found = sequences.flatMap((sequence) => {
    const place = (name: string): number => sequence.frames.findIndex((frame) => frame.id === name);
    // A name may have a hyphen of its own, so every way to split is tried.
    const [first] = splits.map(([a, b]) => ({ begin: place(a), last: place(b) })).filter(({ begin, last }) => begin >= 0 && last >= 0);
    return first === undefined ? [] : [{ sequence, begin: first.begin, end: first.last + 1 }];
  });
  if (found.length === 0) throw new UsageError(`--frames takes A-B, two frames of one sequence${example(sequences)}, not '${text}'`);
  if (found.some(({ begin, end }) => end <= begin)) throw new UsageError(`--frames ${text} goes backwards`);
  return found;
}

/** By the dataset's own names, which numbers need not be. */
function example([sequence]: readonly Sequence[]): string {
  const names = sequence?.frames.map((frame) => frame.id) ?? [];
  return names.length === 0 ? '' : ` (${names[0]}-${names[names.length - 1]} are all of the first one)`;
}

/** 'a-b' as one name, and split at each hyphen. */
function namesIn(text: string): [string, string][] {
  const out: [string, string][] = [[text, text]];
  for (let k = text.indexOf('-'); k >= 0; k = text.indexOf('-', k + 1)) out.push([text.slice(0, k), text.slice(k + 1)]);
  return out;
}
