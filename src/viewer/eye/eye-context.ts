import { createContext, useContext, useLayoutEffect } from 'react';
import type { View } from '#src/core/select/regions/lasso.ts';
import { Emitter } from '#src/session/emitter.ts';
import type { Eye } from './eye.ts';

/** What the parts of one viewer share. */
export class EyeHandle {
  /** Before each picture: where things over the canvas belong in it. Not through React, which would be a picture late. */
  readonly pictures = new Emitter<View>();
  private present: Eye | null = null;
  private ask = () => {};

  /** Null until the canvas is there. */
  get eye(): Eye | null {
    return this.present;
  }

  /** `redraw` asks for a picture. */
  attach(eye: Eye, redraw: () => void): void {
    this.present = eye;
    this.ask = redraw;
  }

  detach(): void {
    this.present = null;
    this.ask = () => {};
  }

  redraw(): void {
    this.ask();
  }
}

export const EyeContext = createContext<EyeHandle | null>(null);

export function useEye(): EyeHandle {
  const handle = useContext(EyeContext);
  if (handle === null) throw new Error('useEye outside of a viewer');
  return handle;
}

/** Calls back before each picture, and asks for one whenever `place` is a new function. */
export function useEachPicture(place: (view: View) => void): void {
  const handle = useEye();
  useLayoutEffect(() => {
    if (handle.eye !== null) place(handle.eye.view());
    handle.redraw();
    return handle.pictures.subscribe(place);
  }, [handle, place]);
}
