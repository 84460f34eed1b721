/**
 * Sine and cosine from +, -, * and rounding alone. ECMAScript leaves Math.sin and Math.cos to the engine, so their last
 * bits may differ between Node versions; the sums and products of IEEE 754 doubles may not.
 */
const HALF_PI = Math.PI / 2;

/** Taylor series on [-pi/4, pi/4]: the first left-out term is below 1e-17. */
function sinSmall(x: number): number {
  const q = x * x;
  return x * (1 + q * (-1 / 6 + q * (1 / 120 + q * (-1 / 5040 + q * (1 / 362880 + q * (-1 / 39916800 + q / 6227020800))))));
}

function cosSmall(x: number): number {
  const q = x * x;
  return 1 + q * (-1 / 2 + q * (1 / 24 + q * (-1 / 720 + q * (1 / 40320 + q * (-1 / 3628800 + q * (1 / 479001600 - q / 87178291200))))));
}

/** Sine of `angle` radians. */
export function sin(angle: number): number {
  const quarter = Math.round(angle / HALF_PI);
  const rest = angle - quarter * HALF_PI;
  const value = quarter % 2 === 0 ? sinSmall(rest) : cosSmall(rest);
  const turn = ((quarter % 4) + 4) % 4;
  return turn < 2 ? value : -value;
}

/** Cosine of `angle` radians. */
export function cos(angle: number): number {
  return sin(angle + HALF_PI);
}

export const DEGREE = Math.PI / 180;
