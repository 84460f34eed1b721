import { describe } from 'vitest';
import { cloudFormats } from '#src/formats/clouds/index.ts';
import { itSurvivesMutations } from '#test/support/cloud-fuzz.ts';
import { tinySamples } from '#test/support/cloud-samples.ts';

const RUNS = 100_000;

describe('mutated files, many', () => {
  for (const { id } of cloudFormats) {
    const samples = tinySamples.filter((s) => s.format === id);
    if (samples.length > 0) itSurvivesMutations(id, samples, RUNS);
  }
});
