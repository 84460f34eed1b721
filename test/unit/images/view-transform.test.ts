import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, pan, toPicture, toStage, zoomAt } from '#src/images/view-transform.ts';

const picture = { width: 1920, height: 1080 };
const stage = { width: 640, height: 480 };
const whole = layOut(null, picture, stage);

describe('laying a picture out', () => {
  it('shows the whole picture in the middle of its stage', () => {
    expect(whole.scale).toBeCloseTo(1 / 3, 12);
    expect(whole).toMatchObject({ x: 0, y: 60 });
    const [left, top] = toStage(whole, -0.5, -0.5), [right, bottom] = toStage(whole, 1919.5, 1079.5);
    expect([left, top]).toEqual([0, 60]);
    expect(right).toBeCloseTo(640, 9);
    expect(bottom).toBeCloseTo(420, 9);
  });

  it('takes every place there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 2000, noNaN: true }), fc.double({ min: -100, max: 2000, noNaN: true }), (u, v) => {
        const [x, y] = toStage(whole, u, v);
        const [u2, v2] = toPicture(whole, x, y);
        expect(u2).toBeCloseTo(u, 6);
        expect(v2).toBeCloseTo(v, 6);
      }),
    );
  });

  it('keeps the place under the pointer when it zooms in', () => {
    const before = toPicture(whole, 400, 250);
    const view = layOut(zoomAt(whole, 3, 400, 250, picture, stage), picture, stage);
    expect(view.scale).toBeCloseTo(1, 9);
    const after = toPicture(view, 400, 250);
    expect(after[0]).toBeCloseTo(before[0], 6);
    expect(after[1]).toBeCloseTo(before[1], 6);
  });

  it('is the whole picture again after zooming out, and never smaller', () => {
    const near = layOut(zoomAt(whole, 5, 10, 70, picture, stage), picture, stage);
    expect(zoomAt(near, 0.01, 600, 400, picture, stage)).toBeNull();
  });

  it('keeps a zoomed place in the middle of a stage of another size', () => {
    const zoom = zoomAt(whole, 4, 320, 240, picture, stage);
    const wide = { width: 1000, height: 700 };
    const [x, y] = toStage(layOut(zoom, picture, wide), 959.5, 539.5);
    expect(x).toBeCloseTo(500, 6);
    expect(y).toBeCloseTo(350, 6);
  });

  it('never shows a gap beside a picture that is larger than its stage, wherever it is dragged', () => {
    const step = fc.tuple(fc.constantFrom('pan', 'zoom'), fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let view = whole;
        for (const [kind, a, b] of steps) {
          const zoom = kind === 'pan' ? pan(view, a, b, picture, stage) : zoomAt(view, 2 ** (a / 300), 320 + b / 10, 240, picture, stage);
          view = layOut(zoom, picture, stage);
          for (const [offset, length, room] of [[view.x, picture.width * view.scale, 640], [view.y, picture.height * view.scale, 480]]) {
            if (length > room + 1e-6) {
              expect(offset).toBeLessThanOrEqual(1e-6);
              expect(offset + length).toBeGreaterThanOrEqual(room - 1e-6);
            } else expect(offset).toBeCloseTo((room - length) / 2, 6);
          }
        }
      }),
    );
  });
});
