import { useMasks } from '../stores/mask-store.ts';
import type { Look } from '../stores/review-store.ts';
import { useReview } from '../stores/review-store.ts';
import { useView } from '../stores/view-store.ts';

/** Held down, a key repeats many times a second: what flickers faster than this is seen by nobody, and bad for some. Milliseconds. */
const FASTEST_FLICKER = 220;

let last = -Infinity;

/** Colours points and pictures by what is asked for. */
export function showLook(look: Look): void {
  useReview.setState({ look });
  // Without masks there are no verdicts, and everything would be grey.
  const checked = useMasks.getState().attached !== null;
  useView.setState({ colourMode: look === 'verdict' && checked ? 'verdict' : 'class', masks: look === 'masks' });
}

/** From one look to the other and back: each press, or at a steady pace while the key is held. */
function flicker(one: Look, other: Look): void {
  const now = performance.now();
  if (now - last < FASTEST_FLICKER) return;
  last = now;
  showLook(useReview.getState().look === one ? other : one);
}

/** Labels, then masks, then labels again. */
export function flickerMasks(): void {
  flicker('labels', 'masks');
}

/** Before, then after the decision that is being thought of, then before again. */
export function flickerAfter(): void {
  flicker('after', 'labels');
}
