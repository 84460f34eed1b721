import type { Action } from './actions/action.ts';
import { shortcutsOf } from './own-shortcuts.ts';

/** The chord of a key event, spelled as in the actions: modifiers in the order Ctrl, Alt, Shift. Meta counts as Ctrl. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const { key } = event;
  const name = key.length === 1 ? key.toLowerCase() : key;
  // Shift is part of what a printed sign is ('?', '+'): it is named for letters and named keys only.
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/i.test(key));
  return [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', shift ? 'Shift' : '', name].filter(Boolean).join('+');
}

/** The action that a chord runs, if it is enabled now: first of those for what is being done, then of those for all the app. */
export function actionFor(chord: string, actions: readonly Action[]): Action | undefined {
  const able = actions.filter((a) => shortcutsOf(a).includes(chord) && a.enabled?.() !== false);
  return able.find((a) => a.when !== undefined) ?? able[0];
}

const NAMES: Record<string, string> = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Delete: 'Del', ' ': 'Space',
};

/** A chord as people read it: 'Ctrl+Z', 'L', '→'. */
export function readable(chord: string): string {
  return chord
    .split(/(?<=.)\+/)
    .map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}

/** Keys typed into a field belong to the field. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
