import type { PackedPoints } from '#src/core/select/packed-points.ts';
import type { SweepView } from '#src/core/select/selector.ts';
import type { Steps } from '#src/core/steps.ts';
import { inSlices } from '#src/core/steps.ts';
import { handle } from '../job.ts';
import { nextTask } from '../next-task.ts';
import { selectPart } from '../sweep-parts.ts';
import { selectJob } from './select.request.ts';

export const selectHandler = handle(selectJob, async ({ selector, sweeps }, { kept, signal }) => {
  const value: PackedPoints[] = [];
  const steps = function* (): Steps<void> {
    for (const { key, part } of sweeps) {
      value.push(selectPart(selector, kept(key) as SweepView, part));
      yield;
    }
  };
  // Pauses, so that it is heard when a newer stroke has made this one useless.
  await inSlices(steps(), nextTask, signal);
  return { value, transfer: value.flatMap(buffersOf) };
});

function buffersOf({ blocks }: PackedPoints): ArrayBuffer[] {
  return [...blocks.values()].flatMap((block) => {
    const array = block.kind === 'runs' ? block.runs : block.kind === 'bitmap' ? block.bits : block.kind === 'steps' ? block.steps : null;
    return array === null ? [] : [array.buffer as ArrayBuffer];
  });
}
