import type { ClassDef, Taxonomy } from '#src/core/labels/taxonomy.ts';
import { shownSweeps } from './current.ts';
import { currentFrame, useScene } from './stores/scene-store.ts';
import { useTools } from './stores/tool-store.ts';

const DIGITS = 9;

/**
 * Gives the digits 1-9 to classes: those that name a digit as their shortcut, then the things that this data shows (as
 * labels or as boxes), then the stuff it shows, then what it does not. Done once per taxonomy and remembered in this
 * browser: keys that move under the hand are worse than keys in a strange order.
 */
export function assignDigits(): void {
  if (useTools.getState().digits.length > 0) return;
  const { taxonomy } = useScene.getState();
  const digits = remembered(taxonomy) ?? chosen(taxonomy);
  localStorage.setItem(storageKey(taxonomy), JSON.stringify(digits));
  useTools.setState({ digits });
}

function storageKey({ name }: Taxonomy): string {
  return `pointweld-digits ${name}`;
}

/** Null where nothing was kept, or where the taxonomy no longer has those classes. */
function remembered(taxonomy: Taxonomy): number[] | null {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey(taxonomy)) ?? 'null') as unknown;
    const known = new Set(taxonomy.classes.map((c) => c.id));
    return Array.isArray(kept) && kept.length > 0 && kept.every((id) => known.has(id as number)) ? (kept as number[]) : null;
  } catch {
    return null;
  }
}

function chosen({ classes }: Taxonomy): number[] {
  const shown = shownClasses();
  const rank = (c: ClassDef) => (shown(c) > 0 ? 4 : 0) + (c.kind === 'thing' ? 2 : 0) + Math.min(0.999, shown(c) / 1e9);
  const digits = new Array<number | null>(DIGITS).fill(null);
  for (const c of classes) if (c.shortcut !== undefined && /^[1-9]$/.test(c.shortcut)) digits[Number(c.shortcut) - 1] = c.id;
  const waiting = classes.filter((c) => !digits.includes(c.id)).sort((a, b) => rank(b) - rank(a));
  for (let k = 0; k < DIGITS; k++) digits[k] ??= waiting.shift()?.id ?? null;
  return digits.filter((id) => id !== null);
}

/** How much of a class the frame on screen shows: points, and boxes for what nobody has labelled yet. */
function shownClasses(): (c: ClassDef) => number {
  const points = new Map<number, number>();
  for (const { labels } of shownSweeps()) for (const [id, n] of labels.perClass) points.set(id, (points.get(id) ?? 0) + n);
  const boxes = new Map<string, number>();
  for (const { className } of currentFrame()?.frame.boxes ?? []) boxes.set(className.toLowerCase(), (boxes.get(className.toLowerCase()) ?? 0) + 1);
  return (c) => (points.get(c.id) ?? 0) + (boxes.get(c.name.toLowerCase()) ?? 0);
}
