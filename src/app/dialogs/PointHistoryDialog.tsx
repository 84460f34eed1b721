import { useEffect, useState } from 'react';
import { errorMessage } from '#src/core/errors.ts';
import type { PointRef } from '#src/core/cloud/window.ts';
import { UNLABELLED } from '#src/core/labels/label.ts';
import type { PointStep, PointValue } from '#src/core/labels/provenance.ts';
import { when } from '#src/panels/times.ts';
import { objectName } from '#src/session/names.ts';
import { wholeHistoryOf } from '#src/session/provenance.ts';
import { useHover } from '#src/session/stores/hover-store.ts';
import { Modal } from './Modal.tsx';

/** Who gave the point under the cursor its label, with which tool, when, and what it had before. */
export function PointHistoryDialog() {
  // The point as it was when this was asked for: the cursor moves on.
  const [point] = useState<PointRef | null>(() => useHover.getState().point);
  const [steps, setSteps] = useState<readonly PointStep[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    if (point === null) return;
    let over = false;
    wholeHistoryOf(point).then(
      (found) => over || setSteps(found),
      (reason: unknown) => over || setError(errorMessage(reason)),
    );
    return () => {
      over = true;
    };
  }, [point]);
  return (
    <Modal title="How this point got its label">
      {point === null && <p>Point at a point first.</p>}
      {point !== null && <p className="muted">Point {point.index.toLocaleString('en')} of {point.sweep}</p>}
      {error !== null && <p role="alert">{error}</p>}
      {point !== null && steps === null && error === null && <p>Reading the journal…</p>}
      {steps?.length === 0 && <p>Nobody has changed it here: it is as it came with the data.</p>}
      {steps !== null && steps.length > 0 && (
        <ol className="point-steps">
          {steps.map((step) => (
            <li key={step.changeId}>
              <span>
                {named(step.after)} <span className="muted">before: {named(step.before)}</span>
              </span>
              <small>
                {[what(step), step.author, when(step.timeMs)].filter((part) => part !== '').join(' · ')}
              </small>
            </li>
          ))}
        </ol>
      )}
    </Modal>
  );
}

function what({ tool, undoes, redoes }: PointStep): string {
  return undoes !== undefined ? `${tool}, undone` : redoes !== undefined ? `${tool}, done again` : tool;
}

function named({ label, draft }: PointValue): string {
  return `${label === UNLABELLED ? 'unlabelled' : objectName(label)}${draft ? ' (draft)' : ''}`;
}
