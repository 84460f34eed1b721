import type { TimeNs } from '#src/core/scene/scene.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';

/** How much later than the sweep a picture was taken: "+18 ms", "−50 ms"; null where either time is unknown. */
export function timeOffset(image: TimeNs | null, sweep: TimeNs | null | undefined): string | null {
  if (image === null || sweep === null || sweep === undefined) return null;
  const ms = Number(image - sweep) / 1e6;
  const size = Math.abs(ms);
  const text = size < 999.5 ? `${Math.round(size)} ms` : `${(size / 1000).toFixed(1)} s`;
  if (size < 0.5) return '0 ms';
  return `${ms < 0 ? '−' : '+'}${text}`;
}

export interface ImageCounts {
  /** Points inside the picture, before the visibility test. */
  readonly inside: number;
  readonly hidden: number;
}

export function countsOf({ visible, farToNear }: ImageProjection): ImageCounts {
  return { inside: visible.length, hidden: visible.length - farToNear.length };
}

/** "67,625 in image · 4,120 hidden left out" */
export function countsPhrase({ inside, hidden }: ImageCounts): string {
  const shown = `${inside.toLocaleString('en')} in image`;
  return hidden === 0 ? shown : `${shown} · ${hidden.toLocaleString('en')} hidden left out`;
}
