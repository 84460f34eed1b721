import { beforeAll, describe, expect, it } from 'vitest';
import { carryIds } from '#src/core/crosscheck/findings/carry-ids.ts';
import { FindingBuilder } from '#src/core/crosscheck/findings/finding-builder.ts';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { stateOf } from '#src/core/crosscheck/findings/finding-state.ts';
import { observeFrame } from '#src/core/crosscheck/findings/observe-frame.ts';
import { maskIndex } from '#src/core/crosscheck/id-mask.ts';
import { VERDICT } from '#src/core/crosscheck/verdict.ts';
import { packLabel } from '#src/core/labels/label.ts';
import type { StreetInputs } from '#test/support/street-checks.ts';
import { pointsOf, STREET, StreetChecks } from '#test/support/street-checks.ts';

/** A car that is labelled as building, another thing as vegetation, and the lower edges of two cars as road. */
const street = new StreetChecks({
  seed: 7, frames: 1, beams: 40, azimuthSteps: 900, imageWidth: 480,
  defects: [
    { name: 'class-object', rate: 0, objects: ['parked-0-1'], to: 'building' },
    { name: 'class-object', rate: 0, objects: ['walker-2'], to: 'vegetation' },
    { name: 'ground-line', rate: 0, objects: ['parked-1-1', 'parked-1--1'] },
  ],
});

function found(change?: (inputs: StreetInputs) => StreetInputs): Finding[] {
  const { check } = street.frame(0, change), builder = new FindingBuilder([{ id: STREET, frames: street.frames, posed: true }]);
  builder.addFrame(STREET, check.frame, observeFrame(check));
  return builder.findings();
}

describe('findings of a street', () => {
  let before: Finding[], largest: Finding;
  const after = (change: (inputs: StreetInputs) => StreetInputs): string => {
    const same = carryIds(before, found(change)).find(({ id }) => id === largest.id);
    return same === undefined ? 'gone' : stateOf(same, { decision: 'label-right', fingerprint: largest.fingerprint });
  };
  beforeAll(() => {
    before = found();
    largest = before.reduce((a, b) => (a.points >= b.points ? a : b));
  }, 120_000);

  it('hold the planted mistakes that pictures can show, each in one finding', () => {
    const { check, records } = street.frame(0), { sweeps: [{ labels }] } = check;
    const contradicted = new Set(check.images.flatMap(({ sweeps: [{ verdicts }] }) => Array.from(verdicts.keys()).filter((i) => verdicts[i] === VERDICT.disagrees)));
    const large = records.filter((record) => pointsOf(record).filter((i) => contradicted.has(i)).length >= 10);
    expect(large.length).toBeGreaterThan(1);
    for (const record of large) {
      const points = pointsOf(record).filter((i) => contradicted.has(i));
      const holding = before.map(({ parts: [part] }) => points.filter((i) => part.points.includes(i)).length);
      expect(Math.max(...holding) / points.length, record.object).toBeGreaterThan(0.9);
    }
    for (const { parts: [part], label } of before) expect([...part.points].every((i) => (labels[i] & 0xffff) === label)).toBe(true);
  });

  it('are the same when nothing has changed', () => {
    expect(found()).toEqual(before);
    expect(after((inputs) => inputs)).toBe('settled');
  });

  it('stay settled when labels and masks elsewhere change', () => {
    const own = new Set(largest.parts[0].points), { check } = street.frame(0), { positions } = check.sweeps[0];
    const away = (i: number): boolean => Math.hypot(positions[3 * i], positions[3 * i + 1]) > largest.range + 8;
    expect(after((inputs) => ({ ...inputs, labels: inputs.labels.map((label, i) => (!own.has(i) && away(i) && i % 3 === 0 ? packLabel(70) : label)) }))).toBe('settled');
    const boxes = largest.views.map(({ image, box }) => ({ image, box }));
    expect(after((inputs) => ({
      ...inputs,
      images: inputs.images.map((image, c) => {
        const mine = boxes.filter((b) => b.image === check.images[c].id), classes = image.mask.classes.slice();
        for (let v = 0; v < image.mask.height; v++)
          for (let u = 0; u < image.mask.width; u++)
            if (mine.every(({ box }) => v > box.v1 + 20 || v < box.v0 - 20 || u < box.u0 - 20 || u > box.u1 + 20)) classes[v * image.mask.width + u] = 70;
        return { ...image, mask: { ...image.mask, classes } };
      }),
    }))).toBe('settled');
  });

  it('come again when their points, the masks under them, the calibration or the poses change', () => {
    const [part] = largest.parts, { check } = street.frame(0);
    expect(after((inputs) => ({ ...inputs, labels: inputs.labels.map((label, i) => (i === part.points[0] ? packLabel(40) : label)) }))).toBe('reopened');
    expect(after((inputs) => ({
      ...inputs,
      images: inputs.images.map((image, c) => {
        const { projection: { index, u, v }, verdicts } = check.images[c].sweeps[0], classes = image.mask.classes.slice();
        const k = Array.from(index).findIndex((i) => part.points.includes(i) && verdicts[i] === VERDICT.disagrees);
        if (k >= 0) classes[maskIndex(image.mask, image.spec, u[k], v[k])] = 18;
        return { ...image, mask: { ...image.mask, classes } };
      }),
    }))).toBe('reopened');
    expect(after((inputs) => ({ ...inputs, images: inputs.images.map((image) => ({ ...image, spec: { ...image.spec, fx: image.spec.fx + 1e-6 } })) }))).toBe('reopened');
    expect(after((inputs) => ({ ...inputs, worldFromSweep: { ...inputs.worldFromSweep, t: [inputs.worldFromSweep.t[0] + 1e-6, inputs.worldFromSweep.t[1], inputs.worldFromSweep.t[2]] } }))).toBe('reopened');
    // Of a camera's pose, too.
    expect(after((inputs) => ({ ...inputs, images: inputs.images.map((image) => ({ ...image, worldFromCamera: { ...image.worldFromCamera, t: [image.worldFromCamera.t[0], image.worldFromCamera.t[1] + 1e-6, image.worldFromCamera.t[2]] } })) }))).toBe('reopened');
  });

  it('are gone when they are put right', () => {
    const truth = street.simulation.frame(0).lidars[0].sweep.truth;
    expect(after((inputs) => ({ ...inputs, labels: inputs.labels.map((label, i) => (largest.parts[0].points.includes(i) ? truth[i] : label)) }))).toBe('gone');
  });
});
