import { useEffect, useMemo, useRef, useState } from 'react';
import { errorMessage, isAbort } from '#src/core/errors.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { ExportChoice, ExportPreview } from '#src/session/exchange.ts';
import { exportClasses, exportFormats, previewExport } from '#src/session/exchange.ts';
import { notify } from '#src/session/notices.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { downloadParts } from '../choose-files.ts';
import { showDialog } from '../stores.ts';
import { ExportFiles } from './ExportFiles.tsx';
import { ExportMappingTable } from './ExportMappingTable.tsx';
import { Modal } from './Modal.tsx';

/** A label set in another program's format: what becomes of each class, what is lost and what is written, all before it is. */
export function ExportDialog() {
  const scene = useScene((s) => s.scene);
  const index = useScene((s) => s.frameIndex);
  const version = useLabels((s) => s.version);
  const [choice, setChoice] = useState<ExportChoice>({ format: exportFormats[0].id, all: false, to: null, rows: NO_ROWS, drafts: 'refuse' });
  const [progress, setProgress] = useState<readonly [number, number] | null>(null);
  const abort = useRef<AbortController | null>(null);
  const { preview, problem, looking } = usePreview(choice, version);
  useEffect(() => () => abort.current?.abort(), []);
  if (scene === null) return null;
  const frames = allFrames(scene);
  const format = exportFormats.find((f) => f.id === choice.format)!;
  const change = (next: Partial<ExportChoice>) => setChoice((c) => ({ ...c, ...next }));
  const refused = preview !== null && preview.drafts > 0 && choice.drafts === 'refuse';
  const run = async () => {
    if (preview === null) return;
    abort.current = new AbortController();
    setProgress([0, 1]);
    try {
      const { name, parts, leftOut } = await preview.run({ signal: abort.current.signal, progress: (done, total) => setProgress([done, total]) });
      downloadParts(name, parts);
      notify('success', `Exported ${name}`);
      if (leftOut.length > 0) notify('error', `${leftOut.length} of ${frames.length} frames are left out. ${leftOut[0]}`);
      showDialog(null);
    } catch (error) {
      if (!isAbort(error)) notify('error', errorMessage(error));
    } finally {
      setProgress(null);
    }
  };
  return (
    <Modal title="Export labels" wide>
      <div className="export-choices">
        <label>
          Format{' '}
          <select value={choice.format} onChange={(e) => change({ format: e.target.value, rows: NO_ROWS, to: null })}>
            {exportFormats.map((f) => (
              <option key={f.id} value={f.id}>{f.title}</option>
            ))}
          </select>
        </label>
        <label>
          Frames{' '}
          <select value={choice.all ? 'all' : 'here'} onChange={(e) => change({ all: e.target.value === 'all' })}>
            <option value="here">this one: {frames[index].frame.id}</option>
            <option value="all">all {frames.length}</option>
          </select>
        </label>
        {format.labels && (
          <label>
            Classes{' '}
            <select value={choice.to ?? ''} onChange={(e) => change({ to: e.target.value === '' ? null : e.target.value, rows: NO_ROWS })}>
              <option value="">as the format has them</option>
              {exportClasses.map((c) => (
                <option key={c.id} value={c.id}>{c.name}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p className="hint">Holds {format.holds}.</p>
      {looking !== null && <progress max={looking[1]} value={looking[0]} aria-label="Counting labels" />}
      {problem !== null && <p className="amber">{problem}</p>}
      {preview !== null && (
        <>
          {preview.drafts > 0 && (
            <label className="amber">
              {preview.drafts.toLocaleString('en')} points are drafts that nobody has accepted:{' '}
              <select value={choice.drafts} onChange={(e) => change({ drafts: e.target.value as ExportChoice['drafts'] })}>
                <option value="refuse">do not export</option>
                <option value="keep">export them as they are</option>
                <option value="drop">export them as unlabelled</option>
              </select>
            </label>
          )}
          {preview.refused.length > 0 && (
            <p className="amber" role="alert">
              {preview.refused.length === 1 ? 'One frame' : `${preview.refused.length} frames`} cannot be written. {preview.refused[0]}
            </p>
          )}
          {format.converts && (preview.refused.length > 0 || choice.convert) && (
            <label>
              <input type="checkbox" checked={choice.convert === true} onChange={(e) => change({ convert: e.target.checked })} /> convert files that have no room for a class
            </label>
          )}
          {preview.losses.length > 0 && (
            <ul className="amber" aria-label="What is lost">
              {preview.losses.map((line) => <li key={line}>{line}</li>)}
            </ul>
          )}
          <ExportMappingTable preview={preview} onChange={(from, to) => change({ rows: new Map(choice.rows).set(from, to) })} />
          <ExportFiles files={preview.files} />
        </>
      )}
      <footer className="dialog-foot">
        {progress !== null && <progress max={progress[1]} value={progress[0]} aria-label="Exporting" />}
        {progress === null ? (
          <button type="button" className="primary" disabled={preview === null || refused} onClick={() => void run()}>Export</button>
        ) : (
          <button type="button" onClick={() => abort.current?.abort()}>Stop</button>
        )}
      </footer>
    </Modal>
  );
}

const NO_ROWS: ExportChoice['rows'] = new Map();

interface Looked {
  readonly preview: ExportPreview | null;
  readonly problem: string | null;
  readonly looking: readonly [number, number] | null;
}

const LOOKING: Looked = { preview: null, problem: null, looking: [0, 1] };

/** What the choice would write; looked through anew whenever the choice, or a label, changes. */
function usePreview(choice: ExportChoice, version: number): Looked {
  const asked = useMemo(() => ({ choice, version }), [choice, version]);
  const [state, setState] = useState<{ readonly of: typeof asked; readonly looked: Looked } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const show = (looked: Looked) => !abort.signal.aborted && setState({ of: asked, looked });
    previewExport(asked.choice, { signal: abort.signal, progress: (done, total) => show({ ...LOOKING, looking: [done, total] }) }).then(
      (preview) => show({ preview, problem: null, looking: null }),
      (error: unknown) => show({ preview: null, problem: errorMessage(error), looking: null }),
    );
    return () => abort.abort();
  }, [asked]);
  return state !== null && state.of === asked ? state.looked : LOOKING;
}
