import type { ReactNode } from 'react';
import { iouSoFar, reviewProgressNow } from '#src/session/review/findings.ts';
import { counted } from '#src/session/review/text.ts';
import { useReview } from '#src/session/stores/review-store.ts';

/** In the top bar: how far the review has come. */
export function ReviewProgress() {
  useReview((s) => s.version);
  const { scan } = useReview();
  if (scan.phase === 'none') return null;
  const { open, settled, openPoints, actions } = reviewProgressNow();
  return (
    <span className="review-progress" role="status" data-testid="review-progress" data-open={open}>
      <b>{open.toLocaleString('en')}</b> open · <b>{settled.toLocaleString('en')}</b> settled · <b>{openPoints.toLocaleString('en')}</b> points at stake · {counted(actions, 'action')}
    </span>
  );
}

/** Below everything: the keys of the desk, and what has become of labels and masks so far. */
export function ReviewFoot({ keys, exports }: { readonly keys: ReactNode; readonly exports: ReactNode }) {
  useReview((s) => s.version);
  const iou = iouSoFar();
  return (
    <footer className="review-foot">
      <div className="key-hints">{keys}</div>
      {exports}
      {iou !== null && (
        <span className="count" title="Mean over the classes of the masks of intersection over union of labels and masks, over the points that pictures compare" data-testid="review-iou">
          label–mask IoU {percent(iou.before)}{percent(iou.now) === percent(iou.before) ? '' : ` → ${percent(iou.now)}`}
        </span>
      )}
    </footer>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
