import { useState } from 'react';
import { create } from 'zustand';
import type { ImportPreview } from '#src/session/importing.ts';
import { notify } from '#src/session/notices.ts';
import { showDialog } from '../stores.ts';
import { Modal } from './Modal.tsx';

/** What was looked through, and waits for a yes. */
export const usePendingImport = create<{ preview: ImportPreview | null }>(() => ({ preview: null }));

/** Shows what an import would change before it is made. */
export function offerImport(preview: ImportPreview): void {
  usePendingImport.setState({ preview });
  showDialog('import');
}

const SHOWN = 200;

/** Says what an import will change: files, points, boxes, and classes that the dataset does not know. */
export function ImportDialog() {
  const preview = usePendingImport((s) => s.preview);
  const [running, setRunning] = useState(false);
  if (preview === null) return null;
  const { plan, title, name, totalPoints } = preview;
  const run = async () => {
    setRunning(true);
    const change = await preview.run();
    setRunning(false);
    if (change !== null) notify('success', `Imported ${change.title.replace(/^import /, '')}`);
    usePendingImport.setState({ preview: null });
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
                <tr key={file}>
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
