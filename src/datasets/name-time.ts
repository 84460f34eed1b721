import type { TimeNs } from '#src/core/scene/scene.ts';

/** Digits of seconds, milliseconds, microseconds, nanoseconds since 1970, for any moment between 2001 and 2286. */
const NS_PER_DIGITS: Readonly<Record<number, bigint>> = { 10: 1_000_000_000n, 13: 1_000_000n, 16: 1000n, 19: 1n };

/** The time that a file's name says, as recorders name files: 1557539960.100260, 1557539960100260864, cam_1557539960100. Null where it says none. */
export function timeInName(stem: string): TimeNs | null {
  const split = /(?:^|\D)(\d{10})[._](\d{1,9})$/.exec(stem);
  if (split) return BigInt(split[1]) * 1_000_000_000n + BigInt(split[2].padEnd(9, '0'));
  const whole = /(?:^|\D)(\d{10}|\d{13}|\d{16}|\d{19})$/.exec(stem);
  return whole && /^[1-9]/.test(whole[1]) ? BigInt(whole[1]) * NS_PER_DIGITS[whole[1].length] : null;
}
