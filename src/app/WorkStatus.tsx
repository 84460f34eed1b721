import { stopWorking } from '#src/session/in-order.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useLate } from './use-late.ts';

/** What is under way and takes long enough to be seen; it can be stopped, and then changes nothing. */
export function WorkStatus() {
  const working = useLabels((s) => s.working);
  const late = useLate(working !== null, 300);
  if (working === null || !late) return null;
  return (
    <div className="work-status" role="status">
      <progress aria-label={working} />
      <span>{working}…</span>
      <button type="button" onClick={stopWorking}>Stop</button>
    </div>
  );
}
