import { useEffect } from 'react';
import { activeTool } from '#src/tools/active.ts';
import { actions } from './actions/index.ts';
import { actionFor, chordOf, typing } from './shortcuts.ts';
import { useShell } from './stores.ts';

/**
 * A button that was clicked with the mouse gives the keyboard back: Enter then labels the selection instead of pressing
 * it again. Who came to it by the keyboard (detail 0) stays on it.
 */
function letGo(event: MouseEvent): void {
  const { activeElement } = document;
  if (event.detail > 0 && activeElement instanceof HTMLButtonElement && useShell.getState().dialog === null) activeElement.blur();
}

/** One listener for all keys: what is under way in a tool first, then the actions. */
export function useKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // What a dialog or menu took for itself (Escape closes it) is not for the tool as well.
      if (event.defaultPrevented || useShell.getState().dialog !== null || typing(event.target)) return;
      const chord = chordOf(event);
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      // A focused button answers Enter itself.
      if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) return;
      if (plain && activeTool().key(event.key)) return event.preventDefault();
      const found = actionFor(chord, actions);
      if (found !== undefined) {
        event.preventDefault();
        found.run();
      } else if (chord === 'Ctrl+s') event.preventDefault(); // work is saved already; the browser's own page saving helps nobody here
    };
    addEventListener('keydown', press);
    addEventListener('click', letGo);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('click', letGo);
    };
  }, []);
}
