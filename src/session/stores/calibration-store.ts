import { create } from 'zustand';
import type { CalibrationVerdict } from '#src/core/crosscheck/calibration/verdict.ts';

/** What a test of the cameras came to. */
export interface CalibrationReport {
  readonly verdicts: readonly CalibrationVerdict[];
  /** Ids of the frames that were looked at. */
  readonly frames: readonly string[];
  /** Frames that could not be read, a line each. */
  readonly problems: readonly string[];
  /** The correction that each camera had when it was tested, as it is kept; absent where it had none. */
  readonly corrections: ReadonlyMap<string, string>;
}

interface CalibrationState {
  status:
    | { readonly phase: 'idle' }
    | { readonly phase: 'running'; readonly done: number; readonly total: number }
    | { readonly phase: 'failed'; readonly error: string };
  /** The last test of what is open; null before the first. */
  report: CalibrationReport | null;
}

export const useCalibration = create<CalibrationState>(() => ({ status: { phase: 'idle' }, report: null }));
