import { useState } from 'react';
import { create } from 'zustand';
import { errorMessage, isAbort } from '#src/core/errors.ts';
import type { ImportPreview } from '#src/session/importing.ts';
import { notify } from '#src/session/notices.ts';
import { showDialog, useShell } from '../stores.ts';
import { Modal } from './Modal.tsx';

/** Files that are being looked through, and may be let go. */
interface Looking {
  readonly abort: AbortController;
  readonly done: number;
  readonly total: number;
}

/** What is looked through, or was and waits for a yes. */
const usePendingImport = create<{ readonly looking: Looking | null; readonly preview: ImportPreview | null }>(() => ({ looking: null, preview: null }));

/** Looks through files with a bar and a way to stop, and shows what an import would change before it is made. */
export async function offerImport(look: (signal: AbortSignal, progress: (done: number, total: number) => void) => Promise<ImportPreview>): Promise<void> {
  const abort = new AbortController(), { signal } = abort;
  usePendingImport.setState({ looking: { abort, done: 0, total: 0 }, preview: null });
  showDialog('import');
  // However the dialog is closed: what is looked through is let go, and what was found.
  const stopWatching = useShell.subscribe(({ dialog }) => {
    if (dialog === 'import') return;
    stopWatching();
    abort.abort();
    usePendingImport.setState({ looking: null, preview: null });
  });
  try {
    const preview = await look(signal, (done, total) => !signal.aborted && usePendingImport.setState({ looking: { abort, done, total } }));
    if (!signal.aborted) usePendingImport.setState({ looking: null, preview });
  } catch (error) {
    if (signal.aborted || isAbort(error)) return;
    showDialog(null);
    notify('error', errorMessage(error));
  }
}

const SHOWN = 200;

/** Says what an import will change: files, points, boxes, and classes that the dataset does not know. */
export function ImportDialog() {
  const { preview, looking } = usePendingImport();
  const [running, setRunning] = useState(false);
  if (looking !== null) return <LookingThrough {...looking} />;
  if (preview === null) return null;
  const { plan, title, name, totalPoints } = preview;
  const run = async () => {
    setRunning(true);
    const change = await preview.run();
    setRunning(false);
    if (change !== null) notify('success', `Imported ${change.title.replace(/^import /, '')}`);
    showDialog(null);
  };
  const nothing = plan.changed + plan.boxes === 0;
  return (
    <Modal title="Import labels">
      <p>
        {title}: {name}
      </p>
      <p>
        {plan.changed.toLocaleString('en')} of {totalPoints.toLocaleString('en')} points
        {plan.boxes > 0 && ` and ${plan.boxes.toLocaleString('en')} boxes`} change, in {plan.files.length === 1 ? 'one sweep' : `${plan.files.length.toLocaleString('en')} sweeps`}. It is one change: Ctrl+Z
        takes it back.
      </p>
      {plan.renumbered > 0 && (
        <p>
          {plan.renumbered.toLocaleString('en')} objects get other ids, because another class has theirs. Exports in the same format give them their old ones.
        </p>
      )}
      {plan.unknown.size > 0 && (
        <ul className="amber" aria-label="Unknown classes">
          {[...plan.unknown].map(([what]) => <li key={what}>{what} is not among the classes</li>)}
        </ul>
      )}
      {plan.files.length > 0 && (
        <details className="export-table">
          <summary>What changes where</summary>
          <table>
            <tbody>
              {plan.files.slice(0, SHOWN).map(({ file, sweep, changed }) => (
                <tr key={sweep}>
                  <th scope="row"><code>{file}</code></th>
                  <td>{sweep}</td>
                  <td>{changed.toLocaleString('en')} points</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      <footer className="dialog-foot">
        {nothing && <span>It says what is here already.</span>}
        <button type="button" className="primary" autoFocus disabled={running || nothing} onClick={() => void run()}>Import</button>
      </footer>
    </Modal>
  );
}

function LookingThrough({ done, total }: Looking) {
  return (
    <Modal title="Import labels">
      <p>{total === 0 ? 'Looking through the files…' : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} files are held against their sweeps…`}</p>
      <footer className="dialog-foot">
        <progress {...(total === 0 ? {} : { max: total, value: done })} aria-label="Looking through files" />
        <button type="button" autoFocus onClick={() => showDialog(null)}>Stop</button>
      </footer>
    </Modal>
  );
}
