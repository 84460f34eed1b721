import { correctionValue } from '#src/core/crosscheck/calibration/corrections.ts';
import type { CalibrationVerdict, CameraOffset } from '#src/core/crosscheck/calibration/verdict.ts';
import { isOff } from '#src/core/crosscheck/calibration/verdict.ts';
import { cameraCorrections, correctCamera } from '../calibration.ts';
import { useCalibration } from '../stores/calibration-store.ts';

/** What the last test says of cameras that stand as they did when they were tested. */
export function verdictsInForce(): readonly CalibrationVerdict[] {
  const { report } = useCalibration.getState(), now = cameraCorrections();
  return (report?.verdicts ?? []).filter(({ camera }) => {
    const correction = now.get(camera);
    return (correction === undefined ? undefined : correctionValue(correction)) === report?.corrections.get(camera);
  });
}

/** The offsets of cameras that are off, by camera: checks count what each explains. */
export function offsetsInForce(): ReadonlyMap<string, CameraOffset> {
  return new Map(verdictsInForce().filter(isOff).map(({ camera, offset }) => [camera, offset]));
}

/** Corrects a camera by what the test found. False where the test says nothing of it any more. */
export function correctByTest(camera: string): boolean {
  const verdict = verdictsInForce().find((each) => each.camera === camera);
  if (verdict === undefined || !isOff(verdict)) return false;
  correctCamera(camera, verdict.offset);
  return true;
}
