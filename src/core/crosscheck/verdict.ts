/**
 * What the check of one point against one picture's mask comes to; the first that applies, in this order. `void` stands for
 * any class, of the mask or of the label, that the class map declares to say nothing.
 */
export const VERDICTS = ['outside', 'hidden', 'unlabelled', 'void', 'unmapped', 'agrees', 'edge', 'motion', 'disagrees'] as const;

export type VerdictName = (typeof VERDICTS)[number];

/** Verdicts as they stand in arrays: their place in the order, 0 `outside` to 8 `disagrees`. */
export const VERDICT = Object.fromEntries(VERDICTS.map((name, code) => [name, code])) as Readonly<Record<VerdictName, number>>;

/** Points of one sweep by their verdicts in one picture. */
export interface VerdictCounts {
  /** All of the sweep. */
  readonly points: number;
  /** In the picture: hidden and seen. */
  readonly inside: number;
  readonly hidden: number;
  /** The sum of those that follow. */
  readonly seen: number;
  readonly unlabelled: number;
  readonly void: number;
  readonly unmapped: number;
  readonly agrees: number;
  readonly edge: number;
  readonly motion: number;
  readonly disagrees: number;
}

export function countVerdicts(verdicts: Uint8Array): VerdictCounts {
  const of = new Uint32Array(VERDICTS.length);
  for (let i = 0; i < verdicts.length; i++) of[verdicts[i]]++;
  const [outside, hidden, unlabelled, voids, unmapped, agrees, edge, motion, disagrees] = of;
  const inside = verdicts.length - outside;
  return { points: verdicts.length, inside, hidden, seen: inside - hidden, unlabelled, void: voids, unmapped, agrees, edge, motion, disagrees };
}

/** Of several sweeps, or none. */
export function sumVerdictCounts(counts: readonly VerdictCounts[]): VerdictCounts {
  const sum = { ...countVerdicts(new Uint8Array(0)) } as { -readonly [K in keyof VerdictCounts]: number };
  for (const part of counts) for (const key of Object.keys(sum) as (keyof VerdictCounts)[]) sum[key] += part[key];
  return sum;
}
