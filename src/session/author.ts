import { newId } from './ids.ts';
import { useSettings } from './stores/settings-store.ts';

/** Who the Changes of this browser are by. */
export function author(): string {
  return useSettings.getState().author;
}

/** This tab, for telling its Changes from those of another one. */
export const clientId: string = newId();
