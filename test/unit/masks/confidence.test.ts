import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readConfidence } from '#src/formats/masks/confidence.ts';
import { readNpy } from '#src/formats/npy.ts';

/** An npy file as numpy.lib.format describes it, its header padded to 64 bytes. */
function npy(descr: string, shape: number[], data: Uint8Array, { version = 1, fortran = 'False' } = {}): Uint8Array {
  const fixed = version === 1 ? 10 : 12;
  let header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  header = `${header.padEnd(64 * Math.ceil((fixed + header.length + 1) / 64) - fixed - 1)}\n`;
  const start = Buffer.alloc(fixed);
  start.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) start.writeUInt16LE(header.length, 8);
  else start.writeUInt32LE(header.length, 8);
  return new Uint8Array(Buffer.concat([start, Buffer.from(header), data]));
}

const bytesOf = (values: Float32Array | Float64Array | Uint16Array): Uint8Array => new Uint8Array(values.buffer);
const array = (bytes: Uint8Array) => readNpy(memorySource('c.npy', bytes));

describe('npy', () => {
  it.each([
    ['<f4', bytesOf(Float32Array.from([0.5, -1, 3e8]))], ['<f8', bytesOf(Float64Array.from([0.5, -1, 3e8]))],
  ])('%s', async (descr, data) => expect(await array(npy(descr, [1, 3], data))).toMatchObject({ shape: [1, 3], values: { 0: 0.5, 1: -1, 2: 3e8 } }));

  it('half floats: values of the standard\'s examples', async () => {
    const { values } = await array(npy('<f2', [7], bytesOf(Uint16Array.from([0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00, 0x8000]))));
    expect([...values]).toEqual([1, -2, 65504, 2 ** -24, 0.333251953125, Infinity, -0]);
  });

  it('bytes and shorts, versions 2 and 3, any shape', async () => {
    expect(await array(npy('|u1', [2, 1, 2], Uint8Array.from([1, 2, 3, 255]), { version: 2 }))).toEqual({ shape: [2, 1, 2], values: Uint8Array.from([1, 2, 3, 255]) });
    expect(await array(npy('<u2', [2], bytesOf(Uint16Array.from([1, 65535])), { version: 3 }))).toEqual({ shape: [2], values: Uint16Array.from([1, 65535]) });
  });

  it('refuses what it cannot read, and what contradicts itself', async () => {
    const two = new Uint8Array(8);
    await expect(array(npy('>f4', [2], two))).rejects.toThrow(/c\.npy.*<f4.*>f4/);
    await expect(array(npy('<f4', [2, 1], two, { fortran: 'True' }))).rejects.toThrow(/Fortran/);
    await expect(array(npy('<f4', [1_000_000, 1_000_000], two))).rejects.toMatchObject({ kind: 'truncated' });
    await expect(array(npy('<f4', [1], two))).rejects.toMatchObject({ kind: 'malformed' });
    await expect(array(new Uint8Array(100))).rejects.toMatchObject({ kind: 'unsupported' });
    const whole = npy('<f4', [2], two);
    for (let size = 0; size < whole.length; size++) await expect(array(whole.subarray(0, size))).rejects.toBeInstanceOf(DataError);
  });
});

describe('confidence', () => {
  const size = { width: 3, height: 1 };
  const confidence = (name: string, bytes: Uint8Array) => readConfidence(memorySource(name, bytes), size);

  it('goes to 0 to 255 from every kind of file', async () => {
    expect([...(await confidence('c.png', encode({ ...size, channels: 1, depth: 8, data: Uint8Array.from([0, 100, 255]) })))]).toEqual([0, 100, 255]);
    expect([...(await confidence('c.png', encode({ ...size, channels: 1, depth: 16, data: Uint16Array.from([0, 32896, 65535]) })))]).toEqual([0, 128, 255]);
    expect([...(await confidence('c.NPY', npy('<f4', [1, 3], bytesOf(Float32Array.from([0, 0.5, 1])))))]).toEqual([0, 128, 255]);
    expect([...(await confidence('c.npy', npy('|u1', [1, 3], Uint8Array.from([0, 9, 255]))))]).toEqual([0, 9, 255]);
  });

  it('has the size of its mask, one number per pixel, and stays in range', async () => {
    await expect(confidence('c.npy', npy('|u1', [3, 1], new Uint8Array(3)))).rejects.toThrow(/expected 3 x 1, found 1 x 3/);
    await expect(confidence('c.npy', npy('|u1', [1, 1, 3], new Uint8Array(3)))).rejects.toThrow(/shape/);
    await expect(confidence('c.npy', npy('<f4', [1, 3], bytesOf(Float32Array.from([0, 1.5, 0]))))).rejects.toThrow(/column 1, row 0.*1\.5/);
    await expect(confidence('c.npy', npy('<f4', [1, 3], bytesOf(Float32Array.from([0, 0, Number.NaN]))))).rejects.toThrow(/column 2.*NaN/);
  });
});
