import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { allFrames } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { showFrame, stepFrame } from '#src/session/frames.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { framesTogether } from '#src/session/together.ts';

/** Up to this many frames each has its own segment; beyond, a slider. */
const SEGMENTS = 120;

/** All frames in time order, the one on screen, and where work was done. */
export function Timeline({ onTogether }: { onTogether: () => void }) {
  const scene = useScene((s) => s.scene);
  const index = useScene((s) => s.frameIndex);
  const together = useScene((s) => s.together);
  const failed = useScene((s) => s.frameLoading.phase === 'failed');
  useLabels((s) => s.version);
  const frames = useMemo(() => (scene === null ? [] : allFrames(scene)), [scene]);
  if (scene === null || frames.length === 0) return null;
  const shown = new Set(framesTogether(scene, index, together));
  return (
    <nav className="timeline" aria-label="Timeline">
      <button type="button" className="icon" title="Previous frame (, or ←)" disabled={index === 0} onClick={() => stepFrame(-1)}>
        <ChevronLeft size={16} />
      </button>
      <button type="button" className="icon" title="Next frame (. or →)" disabled={index === frames.length - 1} onClick={() => stepFrame(1)}>
        <ChevronRight size={16} />
      </button>
      <span className="place" title={frames[index].frame.id} data-testid="frame-id">{frames[index].frame.id}</span>
      {frames.length <= SEGMENTS ? (
        <div className="segments">
          {frames.map(({ frame }, k) => {
            const touched = frame.sweeps.some((sweep) => workspace()?.set.touched(sweep.id) === true);
            const state = k === index && failed ? 'failed' : k === index ? 'here' : touched ? 'touched' : 'plain';
            const isShown = shown.size > 1 && shown.has(k);
            return (
              <button
                key={`${k}/${frame.id}`}
                type="button"
                className={`segment ${state}${isShown ? ' together' : ''}`}
                aria-current={k === index}
                aria-label={`Frame ${frame.id}`}
                title={`${frame.id}${touched ? ', worked on' : ''}${isShown ? ', shown together' : ''}`}
                onClick={() => void showFrame(k)}
              />
            );
          })}
        </div>
      ) : (
        <input type="range" min={0} max={frames.length - 1} value={index} aria-label="Frame" onChange={(e) => void showFrame(Number(e.target.value))} />
      )}
      <span className="count">
        {index + 1} of {frames.length}
      </span>
      {frames[index].sequence.posed && (
        <button type="button" className="together" title="How many frames are shown and labelled together (W)" onClick={onTogether} data-testid="together">
          {shown.size === 1 ? '1 frame' : `${shown.size} frames`}
        </button>
      )}
    </nav>
  );
}
