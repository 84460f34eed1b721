import { isRaw } from '#src/core/scene/raw-columns.ts';
import { cancelLoading, showFrame } from '#src/session/frames.ts';
import { currentFrame, useScene } from '#src/session/stores/scene-store.ts';
import { action } from './actions/index.ts';
import { useLate } from './use-late.ts';

/** Over the view: reading a frame, or why it could not be read. The other frames stay usable either way. */
export function FrameStatus() {
  const loading = useScene((s) => s.frameLoading);
  const index = useScene((s) => s.frameIndex);
  // Frames that come at once must not flash a progress bar.
  const late = useLate(loading.phase === 'loading', 300);
  if (loading.phase === 'loading' && late)
    return (
      <div className="frame-status" role="status">
        <p>Reading frame {loading.what}</p>
        <progress max={loading.total || 1} value={loading.total === 0 ? undefined : loading.done} />
        <small>{loading.total === 0 ? ' ' : `${loading.done.toLocaleString('en')} of ${loading.total.toLocaleString('en')} points`}</small>
        <button type="button" onClick={cancelLoading}>Stop</button>
      </div>
    );
  if (loading.phase === 'failed')
    return (
      <div className="frame-status failed" role="alert" data-testid="frame-error">
        <p>Frame {loading.what} could not be shown</p>
        <small>{loading.error}</small>
        <div className="buttons">
          <button type="button" onClick={() => void showFrame(index)}>Try again</button>
          {currentFrame()?.frame.sweeps.some(isRaw) && <button type="button" onClick={() => action('file.columns').run()}>Choose its columns…</button>}
        </div>
      </div>
    );
  return null;
}
