import { useState } from 'react';
import { errorMessage } from '#src/core/errors.ts';
import { notify } from '#src/session/notices.ts';
import { useSettings } from '#src/session/stores/settings-store.ts';
import { fileSource } from '#src/storage/sources/file-source.ts';
import type { Action } from '../actions/action.ts';
import { actions } from '../actions/index.ts';
import { chooseFiles, download } from '../choose-files.ts';
import { assignShortcut, resetShortcuts, shortcutsOf, useOwnShortcuts } from '../own-shortcuts.ts';
import { settingsFile, takeSettings } from '../settings-file.ts';
import { chordOf, readable } from '../shortcuts.ts';
import { Modal } from './Modal.tsx';

/** What belongs to a person and a machine: who the Changes are by, memory, keys. Kept in this browser, and in a file where that is wanted. */
export function SettingsDialog() {
  const { author, memoryGib, workInFolder } = useSettings();
  return (
    <Modal title="Settings" wide>
      <div className="settings">
        <label>
          Your name <small>every Change says who made it</small>
          <input type="text" maxLength={80} value={author} onChange={(e) => useSettings.setState({ author: e.target.value })} onBlur={() => author.trim() === '' && useSettings.setState({ author: 'annotator' })} />
        </label>
        <label>
          Memory for points, GiB <small>more is refused before it is loaded</small>
          <input type="number" min={1} max={1024} value={memoryGib} onChange={(e) => e.target.valueAsNumber >= 1 && useSettings.setState({ memoryGib: e.target.valueAsNumber })} />
        </label>
        <label>
          Keep work in the folder that was opened <small>in pointweld/ beside the data, where the browser can; else in this browser</small>
          <input type="checkbox" checked={workInFolder} onChange={(e) => useSettings.setState({ workInFolder: e.target.checked })} />
        </label>
        <h3>Keys</h3>
        <Keys />
      </div>
      <footer className="dialog-foot">
        <button type="button" onClick={saveToFile}>Save to a file</button>
        <button type="button" onClick={() => void takeFromFile()}>Take from a file…</button>
      </footer>
    </Modal>
  );
}

function Keys() {
  const own = useOwnShortcuts((s) => s.keys);
  const [listening, setListening] = useState<string | null>(null);
  const take = (event: React.KeyboardEvent, action: Action) => {
    if (listening !== action.id || /^(Shift|Control|Alt|Meta|Tab)$/.test(event.key)) return;
    event.preventDefault();
    // Escape ends listening, and must not close the dialog.
    event.stopPropagation();
    setListening(null);
    if (event.key !== 'Escape') assignShortcut(chordOf(event), action, actions);
  };
  return (
    <>
      <ul className="keys-list">
        {actions.map((action) => (
          <li key={action.id}>
            <span className="name">{action.title}</span>
            <button
              type="button"
              className={action.id in own ? 'small changed' : 'small'}
              aria-label={`Key for ${action.title}`}
              onClick={() => setListening(action.id)}
              onKeyDown={(event) => take(event, action)}
              onBlur={() => setListening(null)}
            >
              {listening === action.id ? 'press a key…' : shortcutsOf(action).map(readable).join(' ') || 'none'}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" disabled={Object.keys(own).length === 0} onClick={resetShortcuts}>The original keys again</button>
    </>
  );
}

function saveToFile(): void {
  const { name, bytes } = settingsFile();
  download(name, bytes);
}

async function takeFromFile(): Promise<void> {
  const [file] = await chooseFiles({ accept: '.json' });
  if (file === undefined) return;
  try {
    await takeSettings(fileSource(file));
    location.reload();
  } catch (error) {
    notify('error', errorMessage(error));
  }
}
