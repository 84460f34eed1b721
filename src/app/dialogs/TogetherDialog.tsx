import { useState } from 'react';
import { workspace } from '#src/session/current.ts';
import { estimatedPoints, offers, tooManyPoints } from '#src/session/fitting.ts';
import { showTogether } from '#src/session/frames.ts';
import { memoryPhrase } from '#src/session/memory.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useSettings } from '#src/session/stores/settings-store.ts';
import type { Together } from '#src/session/together.ts';
import { framesTogether, ONE_FRAME } from '#src/session/together.ts';
import { showDialog } from '../stores.ts';
import { Modal } from './Modal.tsx';

/** Windows that people use: a few frames to see motion, a scan window, a SemanticKITTI tile. */
const USUAL = [1, 5, 40, 200];

/** How many frames are seen and labelled together; says what that takes before anything is loaded. */
export function TogetherDialog() {
  const scene = useScene((s) => s.scene);
  const index = useScene((s) => s.frameIndex);
  const now = useScene((s) => s.together);
  const memoryGib = useSettings((s) => s.memoryGib);
  const [wanted, setWanted] = useState<Together>(now);
  const open = workspace();
  if (scene === null || open === null) return null;
  const frames = framesTogether(scene, index, wanted);
  const count = estimatedPoints(open, frames);
  const refused = tooManyPoints(open, frames);
  const show = (together: Together) => {
    showDialog(null);
    void showTogether(together);
  };
  return (
    <Modal title="Frames together">
      <p>Frames of a sequence, put together by their poses: what stands still becomes dense, and one stroke labels it in all of them.</p>
      <div className="together-usual">
        {USUAL.map((n) => (
          <button key={n} type="button" aria-pressed={wanted.frames === n && wanted.step === 1} onClick={() => setWanted({ frames: n, step: 1 })}>
            {n === 1 ? 'One frame' : `${n} frames`}
          </button>
        ))}
      </div>
      <div className="together-numbers">
        <NumberInput label="Frames" value={wanted.frames} onChange={(n) => setWanted({ ...wanted, frames: n })} />
        <NumberInput label="Every" value={wanted.step} onChange={(n) => setWanted({ ...wanted, step: n })} unit={wanted.step === 1 ? 'frame' : 'frames'} />
        <NumberInput label="Memory for points" value={memoryGib} onChange={(n) => useSettings.setState({ memoryGib: n })} unit="GiB" />
      </div>
      <p data-testid="together-estimate">
        {frames.length === 1 ? 'One frame' : `${frames.length} frames`}, about {count.toLocaleString('en')} points, {memoryPhrase(count)}.
      </p>
      {refused !== null && <Refused why={refused} offer={offers(open, index, wanted)} take={setWanted} />}
      <footer className="dialog-foot">
        {now.frames > 1 && <button type="button" onClick={() => show(ONE_FRAME)}>Back to one frame</button>}
        <button type="button" className="primary" disabled={refused !== null} onClick={() => show(wanted)}>
          Show
        </button>
      </footer>
    </Modal>
  );
}

function Refused({ why, offer: { fewer, sparser }, take }: { why: string; offer: ReturnType<typeof offers>; take: (together: Together) => void }) {
  return (
    <div className="together-refused" role="alert">
      <p>{why}</p>
      <button type="button" onClick={() => take(fewer)}>{fewer.frames === 1 ? 'One frame' : `${fewer.frames} frames`}</button>
      {sparser.frames > 1 && <button type="button" onClick={() => take(sparser)}>Every {ordinal(sparser.step)} frame</button>}
    </div>
  );
}

function ordinal(n: number): string {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

function NumberInput({ label, value, onChange, unit = '' }: { label: string; value: number; onChange: (n: number) => void; unit?: string }) {
  return (
    <label>
      {label}
      <input
        type="number" min={1} max={100_000} value={value}
        onChange={(event) => {
          const n = Math.floor(event.target.valueAsNumber);
          if (n >= 1) onChange(Math.min(100_000, n));
        }}
      />
      {unit !== '' && <small>{unit}</small>}
    </label>
  );
}
