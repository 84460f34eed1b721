import type { Task } from './bench.ts';

export interface LoadPeer {
  readonly task: Task;
  /** More points than this would kill the process: it is not tried. */
  readonly upTo?: number;
  readonly reason?: string;
}

/** The peers that can do this many points, each tried once; a note for every other one says why it is left out. */
export async function chosenPeers(points: number, peers: Readonly<Record<string, LoadPeer>>): Promise<{ peers: Record<string, Task>; notes: string[] }> {
  const chosen: Record<string, Task> = {};
  const notes: string[] = [];
  for (const [name, { task, upTo = Infinity, reason }] of Object.entries(peers)) {
    const failure = points > upTo ? `above ${upTo.toLocaleString('en')} points ${reason}` : await failureOf(task, points);
    if (failure === null) chosen[name] = task;
    else notes.push(`left out: ${name}: ${failure}`);
  }
  return { peers: chosen, notes };
}

async function failureOf(task: Task, points: number): Promise<string | null> {
  try {
    const done = await task();
    return done === points ? null : `it read ${done.toLocaleString('en')} points`;
  } catch (error) {
    return `it throws "${(error instanceof Error ? error.message : String(error)).split('\n')[0].slice(0, 120)}"`;
  }
}
