import { useMemo, useState } from 'react';
import { correctionValue, offsetText } from '#src/core/crosscheck/calibration/corrections.ts';
import type { CalibrationCurve, CalibrationVerdict, CameraOffset, OffsetKind } from '#src/core/crosscheck/calibration/verdict.ts';
import { isOff } from '#src/core/crosscheck/calibration/verdict.ts';
import { cameraCorrections, correctCamera, stopTestingCameras, takeCorrectionBack, testCameras } from '#src/session/calibration.ts';
import { useCalibration } from '#src/session/stores/calibration-store.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { CurvePlot } from './CurvePlot.tsx';
import './calibration.css';

const IS: Readonly<Record<OffsetKind, string>> = { rotation: 'turned', shift: 'moved', time: 'late or early' };
const NAMES: Readonly<Record<OffsetKind, Partial<Record<CalibrationCurve['axis'], string>>>> = {
  rotation: { x: 'tilt (about x)', y: 'pan (about y)', z: 'roll (about z)' },
  shift: { x: 'to the right (x)', y: 'down (y)', z: 'forward (z)' },
  time: { t: 'time' },
};
const AXES = 'xyz';

/** Tests whether a camera is turned, moved or late; shows what it rests on, and corrects the camera on request. */
export function CalibrationPanel() {
  const attached = useMasks((s) => s.attached !== null), scene = useScene((s) => s.scene);
  const { status, report } = useCalibration();
  const corrections = useMemo(() => (scene === null ? new Map<string, CameraOffset>() : cameraCorrections()), [scene]);
  const untested = [...corrections].filter(([camera]) => !(report?.verdicts ?? []).some((v) => v.camera === camera));
  return (
    <section className="calibration" aria-label="Calibration">
      <h3>Calibration of the cameras</h3>
      {!attached && <p className="hint">With masks attached, it can be tested whether a camera is turned, moved or late: would that explain the disagreements better than wrong labels?</p>}
      {attached && status.phase !== 'running' && (
        <button type="button" onClick={() => void testCameras()}>{report === null ? 'Test the cameras' : 'Test again'}</button>
      )}
      {status.phase === 'running' && (
        <div className="progress-line">
          <progress aria-label="Testing the cameras" max={Math.max(1, status.total)} value={status.done} />
          <button type="button" onClick={stopTestingCameras}>Stop</button>
        </div>
      )}
      {status.phase === 'failed' && <p className="problem" role="alert">{status.error}</p>}
      {report !== null && (
        <>
          <p className="hint">Over {report.frames.length} {report.frames.length === 1 ? 'frame' : 'frames'} of this sequence, with the labels as they were then.</p>
          {report.problems.map((problem) => <p key={problem} className="problem" role="alert">{problem}</p>)}
          {report.verdicts.map((verdict) => (
            <CameraVerdict key={verdict.camera} verdict={verdict} correction={corrections.get(verdict.camera) ?? null} testedWith={report.corrections.get(verdict.camera) ?? null} />
          ))}
        </>
      )}
      {untested.map(([camera, offset]) => (
        <div key={camera} className="camera-verdict">
          <b className="name">{camera}</b>
          <Correction camera={camera} offset={offset} />
        </div>
      ))}
    </section>
  );
}

interface VerdictProps {
  readonly verdict: CalibrationVerdict;
  /** In force. */
  readonly correction: CameraOffset | null;
  /** The one that was, as it is kept. */
  readonly testedWith: string | null;
}

function CameraVerdict({ verdict, correction, testedWith }: VerdictProps) {
  const { camera, candidates, explained, limits } = verdict, off = isOff(verdict);
  const changed = (correction === null ? null : correctionValue(correction)) !== testedWith;
  return (
    <details className="camera-verdict" data-camera={camera} data-verdict={verdict.kind} open={off}>
      <summary>
        <b className="name" title={camera}>{camera}</b>
        <span className={off ? 'amber' : 'muted'}>{inWords(verdict)}</span>
        {off && <span className="count" title="How sure it is that the camera is off, against what wrong labels and masks could do">{Math.round(100 * verdict.confidence)} % sure</span>}
      </summary>
      {candidates.map(({ kind, offset }) => (
        <div key={kind} className="candidate">
          <span>{offsetText(offset)}</span>
          <button type="button" disabled={changed} onClick={() => correctCamera(camera, offset)}>
            {candidates.length === 1 ? 'Apply to this camera' : `Apply: ${IS[kind]}`}
          </button>
        </div>
      ))}
      {off && <small>{Math.round(100 * explained)} % of the disagreeing points would agree.</small>}
      {limits.map((limit) => <small key={limit}>{limit}</small>)}
      {changed && <small className="amber">Tested before the correction was changed.</small>}
      {correction !== null && <Correction camera={camera} offset={correction} />}
      <Curves verdict={verdict} />
    </details>
  );
}

function inWords({ kind, candidates, pixels }: CalibrationVerdict): string {
  if (kind === 'fine') return 'fine';
  if (candidates.length === 0) return 'cannot be told';
  return `${candidates.map((c) => IS[c.kind]).join(' or ')}, ${pixels.toFixed(1)} px`;
}

function Correction({ camera, offset }: { readonly camera: string; readonly offset: CameraOffset }) {
  return (
    <div className="candidate">
      <span className="amber">Corrected by {offsetText(offset)}</span>
      <button type="button" onClick={() => takeCorrectionBack(camera)}>Take back</button>
    </div>
  );
}

function Curves({ verdict: { curves, offset } }: { readonly verdict: CalibrationVerdict }) {
  const [chosen, choose] = useState<number | null>(null);
  if (curves.length === 0) return null;
  const shown = chosen ?? mostTelling(curves, offset);
  return (
    <>
      <select aria-label="Curve" value={shown} onChange={(e) => choose(Number(e.target.value))}>
        {curves.map(({ kind, axis }, k) => <option key={`${kind}${axis}`} value={k}>Agreement over {NAMES[kind][axis]}</option>)}
      </select>
      <CurvePlot curve={curves[shown]} best={valueOf(offset, curves[shown])} />
    </>
  );
}

/** The curve on which the offset lies farthest out; panning where there is none. */
function mostTelling(curves: readonly CalibrationCurve[], offset: CameraOffset): number {
  const farness = curves.map((curve) => Math.abs(valueOf(offset, curve)) / curve.values[curve.values.length - 1]);
  const farthest = farness.indexOf(Math.max(...farness));
  if (farness[farthest] > 0) return farthest;
  return Math.max(0, curves.findIndex(({ kind, axis }) => kind === 'rotation' && axis === 'y'));
}

function valueOf({ rotationDeg, shiftM, timeMs }: CameraOffset, { kind, axis }: CalibrationCurve): number {
  return kind === 'time' ? timeMs : (kind === 'rotation' ? rotationDeg : shiftM)[AXES.indexOf(axis)];
}
