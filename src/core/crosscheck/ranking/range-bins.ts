import type { Metres } from '../../geometry/units.ts';

/** Where one range ends and the next begins: beams spread and masks blur with distance, and so do the mistakes of both. */
const BORDERS: readonly Metres[] = [10, 20, 35, 55];

/** A number for each range, 0 for the nearest. */
export function rangeBin(range: Metres): number {
  const bin = BORDERS.findIndex((border) => range < border);
  return bin < 0 ? BORDERS.length : bin;
}

/** "10-20 m", "from 55 m" */
export function rangeName(bin: number): string {
  return bin === BORDERS.length ? `from ${BORDERS[bin - 1]} m` : `${bin === 0 ? 0 : BORDERS[bin - 1]}-${BORDERS[bin]} m`;
}
