import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Action } from './actions/action.ts';

interface OwnShortcuts {
  /** By action id; an empty list takes an action's keys away. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** Keys that people chose in place of ours; kept in this browser. */
export const useOwnShortcuts = create<OwnShortcuts>()(persist((): OwnShortcuts => ({ keys: {} }), { name: 'pointweld-shortcuts' }));

/** The keys that run an action: people's own, else ours. */
export function shortcutsOf({ id, shortcuts = [] }: Pick<Action, 'id' | 'shortcuts'>): readonly string[] {
  return useOwnShortcuts.getState().keys[id] ?? shortcuts;
}

/**
 * Gives a key to an action. Whichever had it loses it, of those for the same part of the app: a key that does two things does neither
 * reliably.
 */
export function assignShortcut(chord: string, to: Action, actions: readonly Action[]): void {
  const keys: Record<string, readonly string[]> = { ...useOwnShortcuts.getState().keys, [to.id]: [chord] };
  for (const action of actions)
    if (action.id !== to.id && action.when === to.when && shortcutsOf(action).includes(chord)) keys[action.id] = shortcutsOf(action).filter((key) => key !== chord);
  useOwnShortcuts.setState({ keys });
}

/** Our keys again, for all actions. */
export function resetShortcuts(): void {
  useOwnShortcuts.setState({ keys: {} });
}
