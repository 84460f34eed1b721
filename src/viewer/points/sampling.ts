/**
 * In which order the slots of a block are drawn. The k-th point drawn is slot (k * stride) mod n with the stride nearest to
 * the golden section of n: each prefix then leaves gaps of nearly the same length (Kronecker sequence; the three-gap
 * theorem), and since slots run along the Morton curve that is an even sample of the block's space. Nothing is stored.
 */
export function evenStride(n: number): number {
  if (n < 3) return 1;
  const golden = Math.round(n * 0.6180339887498949);
  let best = 1;
  let worst = Infinity;
  for (let k = 0; k < CANDIDATES; k++) {
    const stride = golden + (k % 2 === 0 ? k / 2 : -(k + 1) / 2);
    if (stride < 1 || stride >= n) continue;
    const quotient = largestQuotient(n, stride);
    if (quotient < worst) [best, worst] = [stride, quotient];
  }
  return best;
}

/** Strides around the golden section that are looked at. */
const CANDIDATES = 64;

/**
 * Of the continued fraction of a / b: the larger, the less even some prefix is. Infinite where the two have a common
 * divisor, for then not every slot would be reached.
 */
function largestQuotient(a: number, b: number): number {
  let largest = 0;
  while (b > 0) {
    const q = Math.floor(a / b);
    largest = Math.max(largest, q);
    [a, b] = [b, a - q * b];
  }
  return a === 1 ? largest : Infinity;
}

/** The points of a block that are drawn between two shares of it, 0..1: consecutive shares make each point drawn once. */
export function sliceOf(count: number, from: number, to: number): { readonly first: number; readonly count: number } {
  const first = Math.floor(count * from);
  return { first, count: Math.floor(count * to) - first };
}
