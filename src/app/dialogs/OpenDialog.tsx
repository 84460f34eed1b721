import { useState } from 'react';
import { layoutChoices } from '#src/session/opening.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { chooseFiles, folderDialog } from '../choose-files.ts';
import { openFiles, openFolder } from '../open-sources.ts';
import { showDialog } from '../stores.ts';
import { Modal } from './Modal.tsx';

export function OpenDialog() {
  return (
    <Modal title="Open a dataset">
      <OpenChoices />
      <OpeningProblem />
    </Modal>
  );
}

/** Why the last thing that was tried could not be opened; nothing where it could. */
export function OpeningProblem() {
  const opening = useScene((s) => s.opening);
  if (opening.phase !== 'failed') return null;
  return (
    <p className="problem" role="alert">
      <b>{opening.what} could not be opened</b>
      <br />
      {opening.error}
    </p>
  );
}

/** Files stay on this machine: they are read where they lie and sent nowhere. */
export function OpenChoices() {
  const [layout, setLayout] = useState('');
  const openChosen = async (folder: boolean) => {
    const files = await chooseFiles({ folder, multiple: true });
    return files.length > 0 && openFiles(files, layout || undefined);
  };
  const open = async (folder: boolean) => {
    const choose = folder ? folderDialog() : null;
    if (await (choose === null ? openChosen(folder) : openFolder(choose, layout || undefined))) showDialog(null);
  };
  return (
    <div className="open-choices">
      <div className="buttons">
        <button type="button" className="primary" onClick={() => void open(true)}>Open a folder…</button>
        <button type="button" onClick={() => void open(false)}>Open a file…</button>
      </div>
      <label>
        Layout{' '}
        <select value={layout} onChange={(e) => setLayout(e.target.value)}>
          <option value="">recognise it</option>
          {layoutChoices.map((l) => (
            <option key={l.id} value={l.id}>
              {l.name}
            </option>
          ))}
        </select>
      </label>
      <p className="hint">
        Or drop it anywhere on this page. A cloud (PCD, LAS, LAZ, KITTI .bin), a folder of clouds, KITTI object, a Segments.ai sample, or anything that a{' '}
        <code>scene.json</code> describes. Nothing leaves this machine.
      </p>
    </div>
  );
}
