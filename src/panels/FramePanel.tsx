import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { allFrames } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { showFrame } from '#src/session/frames.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';

const ROW_HEIGHT = 26;

/** The frames by the dataset's own names, with how much of each is labelled as far as it was visited. */
export function FramePanel() {
  const scene = useScene((s) => s.scene);
  const frameIndex = useScene((s) => s.frameIndex);
  useLabels((s) => s.version);
  const frames = useMemo(() => (scene === null ? [] : allFrames(scene)), [scene]);
  const scroll = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({ count: frames.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_HEIGHT, overscan: 8 });
  useEffect(() => {
    list.scrollToIndex(frameIndex);
  }, [list, frameIndex]);
  return (
    <section className="panel" aria-label="Frames">
      <div className="rows" ref={scroll}>
        <ul style={{ height: list.getTotalSize(), position: 'relative' }}>
          {list.getVirtualItems().map((item) => {
            const { sequence, frame } = frames[item.index];
            return (
              <li key={item.key} style={{ position: 'absolute', insetInline: 0, top: item.start, height: item.size }}>
                <button type="button" className="row" aria-pressed={item.index === frameIndex} title={`${sequence.id} / ${frame.id}`} onClick={() => void showFrame(item.index)}>
                  <span className="name">{scene !== null && scene.sequences.length > 1 ? `${sequence.id} / ${frame.id}` : frame.id}</span>
                  <span className="count">{coverage(frame.sweeps.map((s) => s.id))}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

/** "97 %" of a frame's points, or '' where it was not visited. */
function coverage(sweeps: readonly string[]): string {
  let points = 0;
  let unlabelled = 0;
  for (const id of sweeps) {
    const labels = workspace()?.set.get(id);
    if (labels === undefined) return '';
    points += labels.count;
    unlabelled += labels.unlabelledCount;
  }
  return points === 0 ? '' : `${(100 * (1 - unlabelled / points)).toFixed(0)} %`;
}
