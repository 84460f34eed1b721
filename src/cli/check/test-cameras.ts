import type { CalibrationVerdict } from '#src/core/crosscheck/calibration/verdict.ts';
import { isOff } from '#src/core/crosscheck/calibration/verdict.ts';
import { testCalibration } from '#src/engine/jobs/calibration.run.ts';
import type { DatasetCheck } from './check-dataset.ts';

/** The verdicts on cameras that are off, by some of the frames; whatever cannot be read there the check itself says. */
export async function camerasThatAreOff({ engine, opened: { tree }, against: { masks, classMap }, source, ranges, progress }: Omit<DatasetCheck, 'state'>): Promise<CalibrationVerdict[]> {
  const { verdicts } = await testCalibration(engine, {
    tree, masks, classMap, progress,
    frames: ranges.flatMap(({ sequence, begin, end }) => Array.from({ length: end - begin }, (_, k) => ({ sequence, at: begin + k }))),
    labelsOf: ({ sequence, at }) => (source.saved ? source.labels(sequence.frames[at].sweeps[0]) : Promise.resolve('source')),
  });
  return verdicts.filter(isOff);
}
