import type { ClassDef } from '#src/core/labels/taxonomy.ts';
import { shownSweeps } from './current.ts';
import { useScene } from './stores/scene-store.ts';
import { useTools } from './stores/tool-store.ts';

const DIGITS = 9;

/**
 * Gives the digits 1-9 to classes: those that name a digit as their shortcut, then the ones that this data uses most,
 * things before stuff. Done once per dataset, when its first frame is here: keys that move under the hand are worse
 * than keys in a strange order.
 */
export function assignDigits(): void {
  if (useTools.getState().digits.length > 0) return;
  const { classes } = useScene.getState().taxonomy;
  const used = new Map<number, number>();
  for (const { labels } of shownSweeps()) for (const [id, n] of labels.perClass) used.set(id, (used.get(id) ?? 0) + n);
  const digits = new Array<number | null>(DIGITS).fill(null);
  for (const c of classes) if (c.shortcut !== undefined && /^[1-9]$/.test(c.shortcut)) digits[Number(c.shortcut) - 1] = c.id;
  const waiting = classes.filter((c) => !digits.includes(c.id)).sort((a, b) => rank(b, used) - rank(a, used));
  for (let k = 0; k < DIGITS; k++) digits[k] ??= waiting.shift()?.id ?? null;
  useTools.setState({ digits: digits.filter((id) => id !== null) });
}

/** Present things, present stuff by points, then things that may come, then the rest in the taxonomy's order. */
function rank(c: ClassDef, used: ReadonlyMap<number, number>): number {
  const points = used.get(c.id) ?? 0;
  const thing = c.kind === 'thing' ? 1 : 0;
  return (points > 0 ? 4 : 0) + 2 * thing + Math.min(0.999, points / 1e9) - c.id * 1e-12;
}
