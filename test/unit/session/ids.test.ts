import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '#src/session/ids.ts';
import { workKey } from '#src/session/opening.ts';

describe('ids', () => {
  it('are UUIDs of version 4, each another', () => {
    const ids = Array.from({ length: 1000 }, newId);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

describe('workKey', () => {
  it('closes with the SHA-256 of what it names, as Node computes it, and is a plain file name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.array(fc.string()), (name, layout, sweeps) => {
        const key = workKey(name, layout, sweeps);
        expect(key.slice(-16)).toBe(createHash('sha256').update([name, layout, ...sweeps].join('\n')).digest('hex').slice(0, 16));
        expect(key).toMatch(/^[\w.-]+$/);
      }),
    );
  });
});
