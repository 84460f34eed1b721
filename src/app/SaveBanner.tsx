import { clock } from '#src/panels/times.ts';
import { errorMessage } from '#src/core/errors.ts';
import { dropMine, keepAsOwnSet } from '#src/session/own-set.ts';
import { changes, points } from '#src/session/names.ts';
import { notify } from '#src/session/notices.ts';
import type { SaveState } from '#src/session/saver.ts';
import { allowSaving, retrySaving, unsavedFile } from '#src/session/saving.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { download } from './choose-files.ts';

/** A failed save is never silent: this stays until a retry gets through, or until people have said whose work stands. */
export function SaveBanner() {
  const save = useLabels((s) => s.save);
  const where = useLabels((s) => s.where);
  if (save.state === 'failed') return <Failed save={save} where={where} />;
  if (save.state === 'conflict') return <Conflicting save={save} />;
  return null;
}

function Failed({ save, where }: { save: Extract<SaveState, { state: 'failed' }>; where: string }) {
  return (
    <div className="save-banner" role="alert" data-testid="save-failed">
      <span>
        {changes(save.unsaved)} {save.unsaved === 1 ? 'is' : 'are'} not saved {where} since {clock(save.sinceMs)}: {save.error.replace(`not saved ${where}: `, '')}
      </span>
      <button type="button" onClick={save.needsPermission ? allowSaving : retrySaving}>{save.needsPermission ? 'Allow saving' : 'Save again'}</button>
      <button type="button" onClick={downloadUnsaved}>Download them</button>
    </div>
  );
}

function Conflicting({ save }: { save: Extract<SaveState, { state: 'conflict' }> }) {
  const count = save.conflicts.reduce((n, c) => n + c.sweeps.reduce((sum, s) => sum + s.points, 0), 0);
  const authors = [...new Set(save.conflicts.map((c) => c.theirs.change.provenance.author))].join(', ');
  const what = count > 0 ? `the same ${points(count)}` : 'the same objects';
  return (
    <div className="save-banner" role="alert" data-testid="save-conflict">
      <span>
        {authors} changed {what} elsewhere since {clock(save.sinceMs)}. {save.unsaved === 1 ? 'Your change is' : `Your ${save.unsaved} changes are`} not saved, and nothing was overwritten.
      </span>
      <button type="button" onClick={() => void keepMine()}>Keep mine as another label set</button>
      <button type="button" onClick={() => void dropMine().then(() => location.reload())}>Drop mine and load theirs</button>
      <button type="button" onClick={downloadUnsaved}>Download mine</button>
    </div>
  );
}

function downloadUnsaved(): void {
  const file = unsavedFile();
  download(file.name, file.bytes);
}

async function keepMine(): Promise<void> {
  try {
    const name = await keepAsOwnSet();
    const url = new URL(location.href);
    url.searchParams.set('set', name);
    history.replaceState(null, '', url);
    notify('success', `Your work goes on in the label set ${name}. The address of this page opens it again.`);
  } catch (error) {
    notify('error', errorMessage(error));
  }
}
