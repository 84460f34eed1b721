/** Radius of the round wall that stands around the scanner, and the scanner's height, in metres. */
const wallRadius = 40;
const height = 1.8;

/** A point of a synthetic sweep: metres in the scanner's frame, z up, and a strength of return from 0 to 1. */
export type VisitPoint = (i: number, x: number, y: number, z: number, intensity: number) => void;

/**
 * A spinning scanner of 64 beams over uneven ground with a wall around it, in the order in which such a scanner writes
 * its file: firing by firing, beam by beam. Many turns where `points` asks for them. Deterministic.
 */
export function scan(points: number, visit: VisitPoint): void {
  const beams = 64;
  const firings = 2048;
  for (let i = 0; i < points; i++) {
    const beam = i % beams;
    const azimuth = (2 * Math.PI * Math.floor(i / beams)) / firings;
    const elevation = ((2 - (26.8 * beam) / (beams - 1)) * Math.PI) / 180;
    const bump = 0.15 * Math.sin(7 * azimuth) + 0.02 * Math.sin(i * 12.9898);
    const toGround = elevation < 0 ? (height + bump) / Math.sin(-elevation) : Infinity;
    const range = Math.min(toGround, (wallRadius + bump) / Math.cos(elevation));
    const flat = range * Math.cos(elevation);
    visit(i, flat * Math.cos(azimuth), flat * Math.sin(azimuth), range * Math.sin(elevation), 0.5 + 0.5 * Math.sin(range));
  }
}
