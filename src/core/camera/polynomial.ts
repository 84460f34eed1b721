/** Polynomials as coefficients in rising powers: [a0, a1, a2] is a0 + a1 t + a2 t². */
export type Polynomial = readonly number[];

export function evaluate(p: Polynomial, t: number): number {
  let value = 0;
  for (let k = p.length - 1; k >= 0; k--) value = value * t + p[k];
  return value;
}

export function derivative(p: Polynomial): number[] {
  return p.slice(1).map((a, k) => a * (k + 1));
}

export function multiply(a: Polynomial, b: Polynomial): number[] {
  const product = Array.from({ length: a.length + b.length - 1 }, () => 0);
  for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) product[i + j] += a[i] * b[j];
  return product;
}

export function subtract(a: Polynomial, b: Polynomial): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? 0) - (b[k] ?? 0));
}

/**
 * The smallest t > 0 at which `p` changes sign or is zero, Infinity where there is none.
 * Between two neighbouring roots of its derivative a polynomial is monotonic, so that each such stretch holds at most
 * one root, and bisection cannot miss it.
 */
export function firstPositiveRoot(p: Polynomial): number {
  return positiveRoots(trimmed(p))[0] ?? Infinity;
}

/** All t > 0 with p(t) = 0, rising; roots at which p touches zero without crossing may be lost to rounding. */
function positiveRoots(p: Polynomial): number[] {
  if (p.length < 2) return [];
  const roots: number[] = [];
  const ends = [...positiveRoots(trimmed(derivative(p))), rootBound(p)];
  let begin = 0;
  for (const end of ends) {
    const atBegin = evaluate(p, begin), atEnd = evaluate(p, end);
    if (atEnd === 0) roots.push(end);
    else if (Math.sign(atBegin) === -Math.sign(atEnd)) roots.push(bisect(p, begin, end));
    begin = end;
  }
  return roots;
}

/** Twice Cauchy's bound: every root is so much smaller that rounding cannot hide the sign at the bound. */
function rootBound(p: Polynomial): number {
  const lead = Math.abs(p[p.length - 1]);
  let bound = 0;
  for (let k = 0; k < p.length - 1; k++) bound = Math.max(bound, Math.abs(p[k]) / lead);
  return Math.min(2 * (1 + bound), 1e30);
}

function bisect(p: Polynomial, begin: number, end: number): number {
  const sign = Math.sign(evaluate(p, begin));
  for (;;) {
    const middle = begin + (end - begin) / 2;
    if (middle <= begin || middle >= end) return end;
    if (Math.sign(evaluate(p, middle)) === sign) begin = middle;
    else end = middle;
  }
}

function trimmed(p: Polynomial): Polynomial {
  let length = p.length;
  while (length > 0 && p[length - 1] === 0) length--;
  return p.slice(0, length);
}
