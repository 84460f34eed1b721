import { describe } from 'vitest';
import { cloudFormats } from '#src/formats/clouds/index.ts';
import { itSurvivesMutations } from '#test/support/cloud-fuzz.ts';
import { tinySamples } from '#test/support/cloud-samples.ts';

/** A share of the 100,000 per format that the long run asks (fuzz.long.test.ts). */
const RUNS = 2_000;

describe('mutated files', () => {
  for (const { id } of cloudFormats) {
    const samples = tinySamples.filter((s) => s.format === id);
    if (samples.length > 0) itSurvivesMutations(id, samples, RUNS);
  }
});
