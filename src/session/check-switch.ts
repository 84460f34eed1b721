import { checkFrame } from './checking.ts';
import { useCheck } from './stores/check-store.ts';
import { useLabels } from './stores/label-store.ts';
import { useMasks } from './stores/mask-store.ts';
import { useScene } from './stores/scene-store.ts';
import { useView } from './stores/view-store.ts';

/** After this long without a change the check is made anew. */
const PAUSE_MS = 150;

let timer: ReturnType<typeof setTimeout> | undefined;
let before = { colourMode: 'class', masks: false };

/** Switches the cross-check on, with its colours and the masks; or off, with both as they were. */
export function switchCheck(on = !useCheck.getState().on): void {
  if (on === useCheck.getState().on) return;
  useCheck.setState({ on });
  if (on) {
    const { colourMode, masks } = useView.getState();
    before = { colourMode, masks };
  }
  useView.setState(on ? { colourMode: 'verdict', masks: true } : before);
  void checkFrame();
}

/** Keeps the check up to date with frame, labels, masks and class map while it is on. Call once. */
export function followChanges(): void {
  const later = () => {
    if (!useCheck.getState().on) return;
    clearTimeout(timer);
    timer = setTimeout(() => void checkFrame(), PAUSE_MS);
  };
  useScene.subscribe((now, before) => now.shownVersion !== before.shownVersion && later());
  useLabels.subscribe((now, before) => now.version !== before.version && later());
  useMasks.subscribe((now, before) => now.version !== before.version && later());
}
