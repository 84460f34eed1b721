import { useRef, useState } from 'react';
import { errorMessage, isAbort } from '#src/core/errors.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { exportAll, exportFrame, labelPath } from '#src/session/exchange.ts';
import { notify } from '#src/session/notices.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { download } from '../choose-files.ts';
import { showDialog } from '../stores.ts';
import { Modal } from './Modal.tsx';

/** SemanticKITTI `.label` of one frame, or of all as a zip; says what will be written. */
export function ExportDialog() {
  const scene = useScene((s) => s.scene);
  const index = useScene((s) => s.frameIndex);
  const [all, setAll] = useState(false);
  const [progress, setProgress] = useState<readonly [number, number] | null>(null);
  const abort = useRef<AbortController | null>(null);
  if (scene === null) return null;
  const frames = allFrames(scene);
  const here = frames[index];
  const run = async () => {
    abort.current = new AbortController();
    setProgress([0, 1]);
    try {
      const { signal } = abort.current;
      const { file, leftOut } = all
        ? await exportAll(signal, (done, total) => setProgress([done, total]))
        : { file: await exportFrame(signal), leftOut: [] };
      download(file.name, file.bytes);
      notify('success', `Exported ${file.name}`);
      if (leftOut.length > 0) notify('error', `${leftOut.length} of ${frames.length} frames are left out. ${leftOut[0]}`);
      showDialog(null);
    } catch (error) {
      if (!isAbort(error)) notify('error', errorMessage(error));
    } finally {
      setProgress(null);
    }
  };
  return (
    <Modal title="Export labels">
      <p>
        SemanticKITTI <code>.label</code>: one uint32 per point in file order, class in the low 16 bits, instance in the high 16. Class ids are those of{' '}
        {scene.taxonomy.name}.
      </p>
      <fieldset className="choices">
        <label>
          <input type="radio" name="frames" checked={!all} onChange={() => setAll(false)} /> This frame <small>{here.frame.id}.label</small>
        </label>
        <label>
          <input type="radio" name="frames" checked={all} onChange={() => setAll(true)} /> All {frames.length} frames, as a zip{' '}
          <small>
            {labelPath(frames[0].sequence, frames[0].frame)}
            {frames.length > 1 ? ' …' : ''}
          </small>
        </label>
      </fieldset>
      {here.frame.sweeps.length > 1 && <p className="hint">The main sweep’s labels are exported: {here.frame.sweeps[0].sensor}.</p>}
      <footer className="dialog-foot">
        {progress !== null && <progress max={progress[1]} value={progress[0]} />}
        {progress === null ? (
          <button type="button" className="primary" autoFocus onClick={() => void run()}>Export</button>
        ) : (
          <button type="button" onClick={() => abort.current?.abort()}>Stop</button>
        )}
      </footer>
    </Modal>
  );
}
