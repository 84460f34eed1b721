import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { allFrames } from '#src/core/scene/scene.ts';
import { workspace } from '#src/session/current.ts';
import { showFrame, stepFrame } from '#src/session/frames.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';

/** Up to this many frames each has its own segment; beyond, a slider. */
const SEGMENTS = 120;

/** All frames in time order, the one on screen, and where work was done. */
export function Timeline() {
  const scene = useScene((s) => s.scene);
  const index = useScene((s) => s.frameIndex);
  const failed = useScene((s) => s.frameLoading.phase === 'failed');
  useLabels((s) => s.version);
  const frames = useMemo(() => (scene === null ? [] : allFrames(scene)), [scene]);
  if (scene === null || frames.length === 0) return null;
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
            return (
              <button
                key={`${k}/${frame.id}`}
                type="button"
                className={`segment ${state}`}
                aria-current={k === index}
                aria-label={`Frame ${frame.id}`}
                title={`${frame.id}${touched ? ', worked on' : ''}`}
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
    </nav>
  );
}
