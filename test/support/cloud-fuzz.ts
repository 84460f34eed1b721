import { expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { cloudOrDataError } from './cloud-conformance.ts';
import type { CloudSample } from './cloud-samples.ts';

/** Mulberry32: a seed that is printed makes every mutation again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const EXTREMES = [0n, 1n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0xffffffffn, 0x7fffffffffffffffn, 0xffffffffffffffffn];

/** What happens to files: flipped bits, a cut, a count or length that lies, a piece that is there twice, missing or from elsewhere. */
export function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let n = 1 + random(3); n > 0 && out.length > 0; n--) {
    const at = random(out.length), length = Math.min(out.length - at, 1 + random(40));
    switch (random(6)) {
      case 0:
      case 1:
        out[at] ^= 1 << random(8);
        break;
      case 2:
        out = out.slice(0, at);
        break;
      case 3: {
        const value = EXTREMES[random(EXTREMES.length)], size = [1, 2, 4, 8][random(4)];
        for (let k = 0; k < size && at + k < out.length; k++) out[at + k] = Number((value >> BigInt(8 * k)) & 255n);
        break;
      }
      case 4:
        out = Uint8Array.from([...out.subarray(0, at + length), ...out.subarray(at, at + length), ...out.subarray(at + length)]);
        break;
      default:
        out = random(2) === 0 ? Uint8Array.from([...out.subarray(0, at), ...out.subarray(at + length)]) : out.with(at, random(256));
    }
  }
  return out;
}

/** `runs` mutations of the samples of one format: a typed error or a well-formed cloud, each within five seconds, none of them huge. */
export function itSurvivesMutations(format: string, samples: readonly CloudSample[], runs: number, seed = Date.now() >>> 0): void {
  it(`${format}: ${runs} mutations, seed ${seed}`, async () => {
    const random = randomFrom(seed);
    let refused = 0;
    for (let run = 0; run < runs; run++) {
      const { name, bytes } = samples[run % samples.length];
      const got = await cloudOrDataError(memorySource(name, mutated(bytes, random)), format).catch((error: unknown) => {
        throw new Error(`seed ${seed}, mutation ${run} of ${samples[run % samples.length].title}`, { cause: error });
      });
      if (got instanceof DataError) refused++;
      else expect(got.count, `seed ${seed}, mutation ${run}`).toBeLessThan(1e6);
    }
    // A reader that takes everything reads nothing; one without a header has little to refuse.
    expect(refused).toBeGreaterThan(0);
  }, 30 * 60_000);
}
