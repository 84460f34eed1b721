import { useState } from 'react';
import { allFrames } from '#src/core/scene/scene.ts';
import { testCameras } from '#src/session/calibration.ts';
import { startScan, stopScan } from '#src/session/review/scan.ts';
import { useCalibration } from '#src/session/stores/calibration-store.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';

/** Looks for findings: which frames, how far it is, what went wrong. */
export function ScanPanel({ onAttach }: { onAttach: () => void }) {
  const attached = useMasks((s) => s.attached);
  const scan = useReview((s) => s.scan);
  const problems = useReview((s) => s.problems);
  const rechecking = useReview((s) => s.rechecking);
  if (attached === null)
    return (
      <div className="scan">
        <p className="hint">No masks are attached. With a 2D mask for its images, every label can be checked against the pixels that see it.</p>
        <button type="button" className="primary" onClick={onAttach}>Attach a folder of masks…</button>
      </div>
    );
  return (
    <div className="scan" data-testid="scan" data-phase={scan.phase} data-rechecking={rechecking}>
      {scan.phase === 'running' ? (
        <div className="scan-line" role="status">
          <progress max={scan.total} value={scan.done} aria-label="Frames checked" />
          <span className="count">{scan.done} of {scan.total} frames</span>
          <button type="button" className="small" onClick={stopScan}>Stop</button>
        </div>
      ) : (
        <ScanStart again={scan.phase === 'done' || scan.phase === 'stopped'} />
      )}
      {scan.phase === 'stopped' && <p className="hint">Stopped after {scan.done} of {scan.total} frames: what they showed is listed.</p>}
      {scan.phase === 'failed' && <p className="problem" role="alert">{scan.error}</p>}
      {problems.length > 0 && (
        <details className="problem scan-problems">
          <summary>{problems.length === 1 ? 'One frame could not be checked' : `${problems.length} frames could not be checked`}</summary>
          <ul>{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
        </details>
      )}
    </div>
  );
}

/** What one camera's wrong pose or clock causes looks like many findings: the test of the cameras tells, and they become one. */
function CameraTest() {
  const { status, report } = useCalibration();
  if (status.phase === 'running') return <span className="hint" role="status">testing {status.done} of {status.total}</span>;
  if (status.phase === 'failed') return <span className="amber" role="alert" title={status.error}>cameras not tested</span>;
  return report !== null ? null : <button type="button" className="small" title="Whether a camera is turned, moved or late" onClick={() => void testCameras()}>Test cameras</button>;
}

function ScanStart({ again }: { readonly again: boolean }) {
  const scene = useScene((s) => s.scene);
  const index = useScene((s) => s.frameIndex);
  const [range, setRange] = useState<readonly [from: number, to: number] | null>(null);
  const frames = scene === null ? [] : allFrames(scene);
  if (frames.length === 0) return null;
  const start = () => startScan(range === null ? undefined : { begin: Math.min(...range), end: Math.max(...range) + 1 });
  return (
    <>
      {!again && <p className="hint">Holds every label of the open set against every pixel that sees it, frame by frame, and lists what they disagree on.</p>}
      <div className="scan-line">
        <button type="button" className={again ? 'small' : 'primary'} title="Enter" onClick={start}>{again ? 'Find again' : 'Find disagreements'}</button>
        <select
          aria-label="Frames to check" value={range === null ? 'all' : 'range'}
          onChange={(event) => (setRange(event.currentTarget.value === 'all' ? null : [index, Math.min(frames.length - 1, index + 9)]), event.currentTarget.blur())}
        >
          <option value="all">all {frames.length} frames</option>
          <option value="range">a range…</option>
        </select>
        {again && <CameraTest />}
      </div>
      {range !== null && (
        <div className="scan-line">
          {([0, 1] as const).map((side) => (
            <select
              key={side} aria-label={side === 0 ? 'First frame' : 'Last frame'} value={range[side]}
              onChange={(event) => setRange(side === 0 ? [Number(event.currentTarget.value), range[1]] : [range[0], Number(event.currentTarget.value)])}
            >
              {frames.map(({ frame }, k) => <option key={`${k}/${frame.id}`} value={k}>{frame.id}</option>)}
            </select>
          ))}
        </div>
      )}
    </>
  );
}
