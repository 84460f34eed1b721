import { useScene } from '#src/session/stores/scene-store.ts';
import { OpenChoices, OpeningProblem } from './dialogs/OpenDialog.tsx';

/** Nothing is open: how to begin, or what went wrong. */
export function EmptyState() {
  const opening = useScene((s) => s.opening);
  if (opening.phase === 'loading')
    return (
      <main className="empty" role="status">
        <p>Opening {opening.what}…</p>
      </main>
    );
  return (
    <main className="empty">
      <h2>Label every point. Check it against every pixel that sees it.</h2>
      <OpeningProblem />
      <OpenChoices />
    </main>
  );
}
