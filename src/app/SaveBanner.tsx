import { retrySaving } from '#src/session/saving.ts';
import { useLabels } from '#src/session/stores/label-store.ts';

/** A failed save is never silent: this stays until a retry gets through. */
export function SaveBanner() {
  const save = useLabels((s) => s.save);
  if (save.state !== 'failed') return null;
  return (
    <div className="save-banner" role="alert">
      <span>
        {save.unsaved === 1 ? 'A change is' : `${save.unsaved} changes are`} not saved {save.where}: {save.error}
      </span>
      <button type="button" onClick={retrySaving}>Save again</button>
    </div>
  );
}
