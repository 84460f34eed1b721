import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from '#src/formats/clouds/ascii-number.ts';

const parse = (text: string) => {
  // Digits around it, so that a parser that reads on is found out.
  const bytes = new TextEncoder().encode(`9${text}9`);
  return parseNumber(bytes, 1, bytes.length - 1);
};

describe('numbers from bytes', () => {
  it('are what Number() makes of any double that JavaScript prints', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (v) => {
      expect(parse(String(v))).toBe(Number(String(v)));
    }), { numRuns: 5000 });
  });

  it('are what Number() makes of any decimal', () => {
    const digits = fc.stringMatching(/^\d{0,25}$/);
    fc.assert(fc.property(fc.constantFrom('', '-', '+'), digits, fc.option(digits), fc.option(fc.integer({ min: -340, max: 320 })), (sign, whole, part, exponent) => {
      const text = `${sign}${whole}${part === null ? '' : `.${part}`}${exponent === null ? '' : `e${exponent}`}`;
      if (whole === '' && (part ?? '') === '') expect(parse(text)).toBeUndefined();
      else expect(parse(text)).toBe(Number(text));
    }), { numRuns: 5000 });
  });

  it.each(['nan', 'NaN', '-nan', 'NAN', 'nan(ind)', '-nan(ind)', '1.#QNAN', '-1.#IND', '1.#IND00'])('%s is NaN', (text) => expect(parse(text)).toBeNaN());
  it.each(['inf', 'Inf', '+inf', 'infinity', 'Infinity', '1.#INF', '1.#INF00'])('%s is infinite', (text) => expect(parse(text)).toBe(Infinity));
  it.each(['-inf', '-Infinity', '-1.#INF'])('%s is negative infinite', (text) => expect(parse(text)).toBe(-Infinity));
  it.each(['', '-', '.', 'e5', '1e', '1e+', '0x10', '1,5', '1.2.3', '--1', 'five', '1_000', '1f', 'nano'])('"%s" is no number', (text) => expect(parse(text)).toBeUndefined());
});
