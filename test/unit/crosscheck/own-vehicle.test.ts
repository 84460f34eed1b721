import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { ownVehicleFromPixels, ownVehicleFromPolygons, withoutOwnVehicle } from '#src/core/crosscheck/own-vehicle.ts';
import { pointInPolygon } from '#src/core/geometry/polygon.ts';

function maskOf(width: number, height: number): IdMask {
  const n = width * height;
  return { width, height, classes: new Uint16Array(n).fill(7), instances: new Uint16Array(n).fill(3), confidence: new Uint8Array(n).fill(200), unknown: [] };
}

describe('a mask without the own vehicle', () => {
  it('is void exactly where the vehicle is, at any size of the mask', () => {
    const size = fc.integer({ min: 1, max: 12 }), factor = fc.constantFrom(1, 2, 3);
    fc.assert(
      fc.property(size, size, factor, fc.array(fc.boolean(), { minLength: 144, maxLength: 144 }), (width, height, k, bits) => {
        const pixels = Uint8Array.from({ length: width * height }, (_, i) => (bits[i] ? 255 : 0));
        const mask = maskOf(k * width, k * height), out = withoutOwnVehicle(mask, ownVehicleFromPixels(pixels, width, height));
        for (let y = 0; y < mask.height; y++)
          for (let x = 0; x < mask.width; x++) {
            const isOwn = pixels[Math.floor(y / k) * width + Math.floor(x / k)] !== 0, i = y * mask.width + x;
            expect([out.classes[i], out.instances![i]]).toEqual(isOwn ? [0, 0] : [7, 3]);
          }
        expect(out.confidence).toBe(mask.confidence);
        expect(mask).toEqual(maskOf(k * width, k * height));
      }),
    );
  });

  it('may be smaller than the vehicle is given', () => {
    const own = ownVehicleFromPixels(Uint8Array.from({ length: 64 }, (_, i) => (i >= 32 ? 1 : 0)), 8, 8);
    expect([...withoutOwnVehicle(maskOf(2, 2), own).classes]).toEqual([7, 7, 0, 0]);
  });

  it('is the mask itself where there is no vehicle', () => {
    const mask = maskOf(4, 3);
    expect(withoutOwnVehicle(mask, undefined)).toBe(mask);
    expect(withoutOwnVehicle(mask, ownVehicleFromPixels(new Uint8Array(12), 4, 3))).toBe(mask);
    expect(withoutOwnVehicle({ ...mask, instances: null }, ownVehicleFromPixels(new Uint8Array(12).fill(1), 4, 3))).toMatchObject({ instances: null, classes: new Uint16Array(12) });
  });
});

describe('a vehicle from polygons', () => {
  it('is the pixels whose centres are inside one of them', () => {
    const hood = [0, 20, 12.2, 14, 30, 20.5], mirror = [2, 3, 6, 3, 6, 9, 2, 9];
    const { runs } = ownVehicleFromPolygons([hood, mirror], 30, 20);
    const inside = new Uint8Array(600);
    for (let k = 0; k < runs.length; k += 2) inside.fill(1, runs[k], runs[k + 1]);
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 30; x++) expect(inside[30 * y + x] === 1).toBe([hood, mirror].some((p) => pointInPolygon(p, x + 0.5, y + 0.5)));
    expect(inside.some((value) => value === 1)).toBe(true);
  });
});
