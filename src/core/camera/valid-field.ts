import type { RadtanDistortion } from './radtan-distortion.ts';

const DIRECTIONS = 64;
const STEPS = 128;
const TURN = 2 * Math.PI;

/**
 * Where a distortion polynomial is a lens: on every ray from the optical axis outwards, up to the first fold (the
 * determinant of its derivatives falls to zero) or pole. Beyond, points far off the axis would be folded back into the
 * picture. For a purely radial lens this is a disc with an exact radius; tangential and prism terms bend its edge, which
 * is then kept per direction.
 */
export class ValidField {
  /** Everything with r² below this is in the field. */
  readonly inner: number;
  /** Everything with r² at or above this is not. */
  readonly outer: number;
  /** Radius of the edge per direction, the first one repeated at the end; null where the edge is a circle. */
  private readonly edge: Float64Array | null;

  constructor(distortion: RadtanDistortion) {
    const fold = distortion.radialFold();
    if (distortion.isRadial) {
      this.inner = this.outer = fold;
      this.edge = null;
      return;
    }
    this.edge = tracedEdge(distortion);
    this.inner = Math.min(...this.edge) ** 2;
    this.outer = Math.max(...this.edge) ** 2;
  }

  /** Whether (x, y), on the plane z = 1, has an image. False for NaN. */
  contains(x: number, y: number): boolean {
    const q = x * x + y * y;
    if (q < this.inner) return true;
    if (!(q < this.outer)) return false;
    const edge = this.edge!;
    const place = (Math.atan2(y, x) / TURN + 1) % 1 * DIRECTIONS;
    const k = Math.min(Math.floor(place), DIRECTIONS - 1);
    const radius = edge[k] + (place - k) * (edge[k + 1] - edge[k]);
    return q < radius * radius;
  }
}

/**
 * Walks outwards in steps of equal angle, 90 / 128 degrees, and halves the step in which the determinant fell: a lens
 * has no thinner fold. The walk ends 0.7 degrees short of the plane z = 0; what lies beyond is left out, because even
 * small tangential terms fold there.
 */
function tracedEdge(distortion: RadtanDistortion): Float64Array {
  const pole = Math.sqrt(distortion.radialPole());
  const edge = new Float64Array(DIRECTIONS + 1);
  for (let k = 0; k < DIRECTIONS; k++) {
    const c = Math.cos((k / DIRECTIONS) * TURN), s = Math.sin((k / DIRECTIONS) * TURN);
    edge[k] = lastSuccess((r) => r < pole && distortion.determinant(r * c, r * s) > 0);
  }
  edge[DIRECTIONS] = edge[0];
  return edge;
}

/** The largest r, from 0 outwards, up to which `holds` is true. */
function lastSuccess(holds: (r: number) => boolean): number {
  let good = 0;
  for (let step = 1; step < STEPS; step++) {
    const r = Math.tan((step / STEPS) * (Math.PI / 2));
    if (holds(r)) {
      good = r;
      continue;
    }
    let bad = r;
    for (let k = 0; k < 50; k++) {
      const middle = (good + bad) / 2;
      if (holds(middle)) good = middle;
      else bad = middle;
    }
    return good;
  }
  return good;
}
