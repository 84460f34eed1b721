import type { TimeNs } from '#src/core/scene/scene.ts';
import { timeInName } from './name-time.ts';
import { stemOf } from './paths.ts';

/** Which picture of one folder belongs to which cloud. */
export interface PictureMatch {
  /** By place among the clouds. */
  readonly pictures: ReadonlyMap<number, string>;
  readonly by: 'name' | 'number' | 'time';
  /** For 'time': the farthest that a cloud and its picture are apart. */
  readonly apartNs: TimeNs;
}

/**
 * Matches pictures to clouds by equal names, else by equal last numbers in them, else by the nearest of the times that the names say
 * (within half of the clouds' usual distance). Null where no way matches a single one.
 */
export function matchPictures(clouds: readonly string[], pictures: readonly string[]): PictureMatch | null {
  for (const [by, key] of [['name', stemOf], ['number', lastNumber]] as const) {
    const found = byKey(clouds, pictures, key);
    if (found.size > 0) return { pictures: found, by, apartNs: 0n };
  }
  return byTime(clouds, pictures);
}

/** A key that several pictures or clouds share tells nothing. */
function byKey(clouds: readonly string[], pictures: readonly string[], key: (path: string) => string | null): Map<number, string> {
  const unique = (paths: readonly string[]): Map<string, number> => {
    const at = new Map<string, number>();
    paths.forEach((path, i) => {
      const k = key(path);
      if (k !== null) at.set(k, at.has(k) ? -1 : i);
    });
    return at;
  };
  const own = unique(pictures), found = new Map<number, string>();
  for (const [k, cloud] of unique(clouds)) {
    const picture = own.get(k) ?? -1;
    if (cloud >= 0 && picture >= 0) found.set(cloud, pictures[picture]);
  }
  return found;
}

function lastNumber(path: string): string | null {
  const digits = /(\d+)\D*$/.exec(stemOf(path))?.[1];
  return digits === undefined ? null : digits.replace(/^0+(?=\d)/, '');
}

function byTime(clouds: readonly string[], pictures: readonly string[]): PictureMatch | null {
  const times = clouds.map((path) => timeInName(stemOf(path)));
  const shots = pictures.flatMap((path): { path: string; time: TimeNs }[] => {
    const time = timeInName(stemOf(path));
    return time === null ? [] : [{ path, time }];
  }).sort((a, b) => (a.time < b.time ? -1 : 1));
  const limit = halfStep(times.filter((t) => t !== null));
  const found = new Map<number, string>();
  let apartNs = 0n;
  times.forEach((time, i) => {
    const nearest = time === null ? null : nearestTo(time, shots);
    if (nearest === null || nearest.apart > limit) return;
    found.set(i, nearest.path);
    if (nearest.apart > apartNs) apartNs = nearest.apart;
  });
  return found.size > 0 ? { pictures: found, by: 'time', apartNs } : null;
}

/** Half of the middle distance between neighbours, at most half a second; a single cloud takes what is that near. */
function halfStep(times: readonly TimeNs[]): TimeNs {
  const sorted = [...times].sort((a, b) => (a < b ? -1 : 1));
  const steps = sorted.slice(1).map((t, i) => t - sorted[i]).sort((a, b) => (a < b ? -1 : 1));
  const half = steps.length === 0 ? MOST : steps[Math.floor(steps.length / 2)] / 2n;
  return half < MOST ? half : MOST;
}

const MOST = 500_000_000n;

function nearestTo(time: TimeNs, shots: readonly { readonly path: string; readonly time: TimeNs }[]): { path: string; apart: TimeNs } | null {
  let low = 0, high = shots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shots[middle].time < time) low = middle + 1;
    else high = middle;
  }
  const apart = (i: number): TimeNs => (shots[i].time > time ? shots[i].time - time : time - shots[i].time);
  const near = [low - 1, low].filter((i) => i >= 0 && i < shots.length).sort((a, b) => (apart(a) < apart(b) ? -1 : 1));
  return near.length === 0 ? null : { path: shots[near[0]].path, apart: apart(near[0]) };
}
