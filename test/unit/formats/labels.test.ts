import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packLabel } from '#src/core/labels/label.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { labelFormat, labelFormats } from '#src/formats/labels/index.ts';

describe.each(labelFormats)('$id', (format) => {
  it('gives back every label that it wrote', async () => {
    await fc.assert(fc.asyncProperty(fc.uint32Array({ maxLength: 200 }), async (labels) => {
      expect(await format.read(memorySource('a.label', format.write(labels)), labels.length)).toEqual(labels);
    }));
  });

  it('refuses another number of labels, with both numbers', async () => {
    const bytes = format.write(new Uint32Array(7));
    await expect(format.read(memorySource('a.label', bytes), 8)).rejects.toMatchObject({ kind: 'mismatch' });
    await expect(format.read(memorySource('a.label', bytes), 8)).rejects.toThrow(/a\.label.*expected 8 labels.*found 7 labels/);
  });
});

describe('SemanticKITTI labels', () => {
  it('are little-endian words with the class in the low half', () => {
    expect(labelFormat('semantickitti')!.write(Uint32Array.of(packLabel(0x0a0b, 0x0102)))).toEqual(Uint8Array.of(0x0b, 0x0a, 0x02, 0x01));
  });

  it('refuse bytes that are no whole number of labels', async () => {
    await expect(labelFormat('semantickitti')!.read(memorySource('a.label', new Uint8Array(7)), 2)).rejects.toThrow('found 7 bytes');
  });
});
