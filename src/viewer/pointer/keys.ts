import { useEffect, useState } from 'react';
import { useTools } from '#src/session/stores/tool-store.ts';

/** Whether Space is held while the pointer is over the view: then the left button moves the view, whatever the tool. */
export function useSpaceHeld(surface: HTMLElement | null): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key !== ' ' || isTyping(event.target) || !surface?.matches(':hover')) return;
      // A button that has the focus would be pressed by it.
      event.preventDefault();
      setHeld(true);
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ') setHeld(false);
    };
    const away = () => setHeld(false);
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', away);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', away);
    };
  }, [surface]);
  return held;
}

/** Whether Shift is held, wherever the focus is. */
export function useShiftHeld(): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => setHeld(event.shiftKey);
    const away = () => setHeld(false);
    window.addEventListener('keydown', listen);
    window.addEventListener('keyup', listen);
    window.addEventListener('blur', away);
    return () => {
      window.removeEventListener('keydown', listen);
      window.removeEventListener('keyup', listen);
      window.removeEventListener('blur', away);
    };
  }, []);
  return held;
}

/** Keeps `combine` at what the modifier keys say, also when they are pressed while the pointer rests. */
export function useCombineKeys(surface: HTMLElement | null): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.key === 'Shift' || event.key === 'Alt') && !isTyping(event.target) && surface?.matches(':hover')) setCombine(event);
    };
    window.addEventListener('keydown', listen);
    window.addEventListener('keyup', listen);
    return () => {
      window.removeEventListener('keydown', listen);
      window.removeEventListener('keyup', listen);
    };
  }, [surface]);
}

/** Shift adds, Alt subtracts. */
export function setCombine({ shiftKey, altKey }: { shiftKey: boolean; altKey: boolean }): void {
  const combine = altKey ? 'subtract' : shiftKey ? 'add' : 'set';
  if (useTools.getState().combine !== combine) useTools.setState({ combine });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
