/**
 * What a loaded point holds, in bytes: 12 of position, 4 of intensity, 4 of label, 4 of the spatial order and half of one of
 * its boxes; 12 more on the graphics card, which on many machines is the same memory.
 */
export const BYTES_PER_POINT = 37;

const GIB = 2 ** 30;

/**
 * Memory that points may take where people have set nothing, in GiB: half of what the browser says the machine has (it never says
 * more than 8), and 2 where it says nothing.
 */
export function defaultMemoryGib(): number {
  const told = typeof navigator === 'undefined' ? undefined : (navigator as { deviceMemory?: number }).deviceMemory;
  return told === undefined ? 2 : Math.max(1, told / 2);
}

/** Points that fit into so many GiB. */
export function pointsThatFit(gib: number): number {
  return Math.floor((gib * GIB) / BYTES_PER_POINT);
}

/** "3.4 GB" for so many points. */
export function memoryPhrase(points: number): string {
  const gb = (points * BYTES_PER_POINT) / 1e9;
  return gb < 0.1 ? `${Math.max(1, Math.round(gb * 1000))} MB` : `${gb.toFixed(1)} GB`;
}
