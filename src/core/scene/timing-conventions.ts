import type { Convention, Sequence } from './scene.ts';
import { needsCompensation } from './sweep-timing.ts';

export const COMPENSATION = 'motion compensation';

/** What is said and done about the times of points and of rows of pictures; nothing where the data does not say any. */
export function timingConventions(sequences: readonly Sequence[], source: Convention['source'] = 'file'): Convention[] {
  const frames = sequences.flatMap((s) => s.frames);
  const timings = frames.flatMap((f) => f.sweeps.flatMap((s) => s.timing ?? []));
  const shutters = frames.flatMap((f) => f.images.flatMap((m) => m.rollingShutter ?? []));
  const list: Convention[] = [];
  for (const column of new Set(timings.map((t) => t.column))) {
    const of = timings.filter((t) => t.column === column), raw = of.filter((t) => !t.compensated), moved = raw.filter(needsCompensation);
    const zero = of.some((t) => t.sinceEpochNs !== undefined) ? 'since 1970' : "after the sweep's time";
    const done = raw.length === 0
      ? `done in the data; column ${column} has the time of each point ${zero}`
      : `by column ${column}, ${zero}, with the poses of the sequence${moved.length < raw.length ? `; ${raw.length - moved.length} of ${raw.length} sweeps as they are: no poses reach them` : ''}`;
    list.push({ name: COMPENSATION, value: done, source });
  }
  const rolling = shutters.filter((s) => s.twist !== undefined);
  if (shutters.length > 0) {
    const ways = [...new Set(shutters.map((s) => `${Number(s.readoutNs) / 1e6} ms ${s.direction}`))].join(', ');
    const without = shutters.length - rolling.length;
    list.push({ name: 'rolling shutter', value: `${ways}; time and pose of a picture are those of its middle${without > 0 ? `; not applied to ${without} pictures, which no poses reach` : ''}`, source });
  }
  return list;
}
