import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { ReviewRoom } from '#src/images/ReviewRoom.tsx';
import type { DecisionKey } from '#src/panels/review/DecisionPanel.tsx';
import { DecisionPanel } from '#src/panels/review/DecisionPanel.tsx';
import { useReview } from '#src/session/stores/review-store.ts';
import { action } from './actions/index.ts';
import { decisionIds } from './actions/review.ts';
import { ActionButton } from './ActionButton.tsx';
import { shortcutsOf, useOwnShortcuts } from './own-shortcuts.ts';
import { readable } from './shortcuts.ts';

/** Right of the 3D view: the picture that shows the finding best, and what can be decided. */
export function ReviewDesk() {
  const rows = useDefaultLayout({ id: 'pointweld-review-rows' });
  useOwnShortcuts((s) => s.keys);
  const keys = decisionIds.map((id): DecisionKey => {
    const found = action(id), [key] = shortcutsOf(found);
    return { id, key: key === undefined ? '' : readable(key), run: () => found.run() };
  });
  return (
    <Group orientation="vertical" {...rows}>
      <Panel id="picture" defaultSize="79%" minSize={160}>
        <ReviewRoom />
      </Panel>
      <Separator className="separator" />
      <Panel id="decisions" minSize={120}>
        <DecisionPanel keys={keys} />
      </Panel>
    </Group>
  );
}

/** The keys of the desk that are not decisions. */
const HINTS: readonly (readonly [ids: readonly string[], does: string])[] = [
  [['review.next', 'review.previous'], 'next, previous'],
  [['review.previous-view', 'review.next-view'], 'pictures'],
  [['review.flicker'], 'flicker label / mask'],
  [['review.after'], 'before / after'],
  [['tool.lasso'], 'trim'],
  [['label.undo'], 'undo'],
  [['help.keys'], 'all keys'],
];

export function ReviewHints() {
  useOwnShortcuts((s) => s.keys);
  return HINTS.map(([ids, does]) => (
    <span key={does} className="hint-pair">
      {ids.map((id) => <kbd key={id}>{readable(shortcutsOf(action(id))[0] ?? '')}</kbd>)} {does}
    </span>
  ));
}

/** What was decided, as files. */
export function ReviewExports() {
  useReview((s) => s.version);
  const { enabled } = action('review.export-json');
  if (enabled?.() === false) return null;
  return (
    <span className="review-exports">
      Decisions <ActionButton action={action('review.export-json')} withTitle title="JSON" side="top" /> <ActionButton action={action('review.export-csv')} withTitle title="CSV" side="top" />
      {action('review.export-regions').enabled?.() === true && <ActionButton action={action('review.export-regions')} withTitle title="Ignore regions" side="top" />}
    </span>
  );
}
