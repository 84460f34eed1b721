import { allFrames } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { clock } from '#src/panels/times.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { ReviewProgress } from '#src/panels/review/ReviewFoot.tsx';
import { returnedCount } from '#src/session/review/findings.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { action } from './actions/index.ts';
import { ActionButton } from './ActionButton.tsx';
import { readable } from './shortcuts.ts';
import { useLate } from './use-late.ts';

export function TopBar() {
  const scene = useScene((s) => s.scene);
  const index = useScene((s) => s.frameIndex);
  const reviewing = useReview((s) => s.on);
  const returned = useLabels((s) => (s.version >= 0 ? returnedCount() : 0));
  const frames = scene === null ? [] : allFrames(scene);
  return (
    <header className="top-bar">
      <h1>Pointweld</h1>
      {scene !== null && (
        <>
          <span className="crumb" title={scene.name}>
            {scene.name} <span className="muted">/ frame {frames[index]?.frame.id} · {index + 1} of {frames.length}</span>
          </span>
          <span className="chip" title={scene.why}>{scene.layout}</span>
        </>
      )}
      {reviewing && <ReviewProgress />}
      <span className="spring" />
      <button type="button" className="search" onClick={() => action('help.palette').run()}>
        Search actions and classes <kbd>{readable('Ctrl+k')}</kbd>
      </button>
      {scene !== null && <SaveState />}
      <ActionButton action={action('review.switch')} withTitle title={reviewing ? 'Annotate' : returned > 0 ? `Review · ${returned} returned` : 'Review'} />
      <ActionButton action={action('file.open')} withTitle />
      <ActionButton action={action('file.import')} title="Import .label…" />
      <ActionButton action={action('file.export')} withTitle title="Export…" />
    </header>
  );
}

function SaveState() {
  const save = useLabels((s) => s.save);
  const where = useLabels((s) => s.where);
  const time = save.state === 'saved' && save.timeMs !== null ? clock(save.timeMs) : null;
  const late = useLate(save.state === 'saving', 2000);
  const text =
    workspace()?.readOnly === true ? 'read only'
    : save.state === 'saved' ? (time === null ? 'no changes yet' : `saved ${time}`)
    : save.state === 'saving' && !late ? 'saving'
    : `unsaved since ${clock(save.sinceMs)}`;
  return (
    <span className={`save ${save.state}`} data-testid="save-state" title={`Work is kept ${where}`}>
      {text}
    </span>
  );
}
