import { describe } from 'vitest';
import { cloudFormats } from '#src/formats/clouds/index.ts';
import { itSurvivesMutations } from '#test/support/cloud-fuzz.ts';
import { tinySamples } from '#test/support/cloud-samples.ts';

/** A share of the 100,000 per format that the long run asks (fuzz.long.test.ts). */
const RUNS = 2_000;
/** The same mutations every time, so that a change is answered for what it did; the long run takes new ones. */
const SEED = 20_261_121;

describe('mutated files', () => {
  for (const { id } of cloudFormats) {
    const samples = tinySamples.filter((s) => s.format === id);
    if (samples.length > 0) itSurvivesMutations(id, samples, RUNS, SEED);
  }
});
