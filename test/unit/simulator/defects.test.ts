import { describe, expect, it } from 'vitest';
import type { DefectName, DefectRecord, Runs } from '#sample-data/defects/defect.ts';
import { WrittenPoses } from '#sample-data/defects/sensor-defects.ts';
import { FrameContent } from '#sample-data/output/frame-content.ts';
import { simulate } from '#sample-data/simulate.ts';
import { CLASS } from '#sample-data/world/classes.ts';
import { compose, invert } from '#src/core/geometry/rigid.ts';

const tiny = { frames: 2, beams: 20, azimuthSteps: 240, cameras: 0, imageWidth: 96 };
const LABEL_KINDS: readonly DefectName[] = ['class-object', 'class-part', 'ground-line', 'instance-swap', 'instance-merge', 'instance-split', 'bleed', 'noise'];

function indices(runs: Runs): number[] {
  const all: number[] = [];
  for (let k = 0; k < runs.length; k += 2) for (let i = 0; i < runs[k + 1]; i++) all.push(runs[k] + i);
  return all;
}

/** What the records say was touched, of one frame; fails where two claim the same place. */
function recorded(records: readonly DefectRecord[], what: 'points' | 'pixels'): Map<number, DefectRecord> {
  const found = new Map<number, DefectRecord>();
  for (const record of records)
    for (const { runs } of record[what] ?? [])
      for (const i of indices(runs)) {
        expect(found.has(i)).toBe(false);
        found.set(i, record);
      }
  return found;
}

describe.each([...LABEL_KINDS, 'all'] as const)('labels with %s', (kind) => {
  const requests = kind === 'all' ? LABEL_KINDS.map((name) => ({ name, rate: name === 'noise' ? 0.01 : 0.4 })) : [{ name: kind, rate: kind === 'noise' ? 0.02 : 0.6 }];
  const { simulation, frames } = simulate({ ...tiny, seed: 4, defects: requests });

  // Ids are swapped from the middle on.
  const struckFrames = kind === 'instance-swap' ? frames.slice(1) : frames;

  it('differ from the truth exactly where the records say', () => {
    for (const frame of frames) if (!struckFrames.includes(frame)) expect(new FrameContent(simulation, frame, false).records()).toEqual([]);
    for (const frame of struckFrames) {
      const content = new FrameContent(simulation, frame, false), [lidar] = frame.lidars;
      const labels = content.labels(lidar), { truth, objects } = lidar.sweep, touched = recorded(content.records(), 'points');
      for (let i = 0; i < truth.length; i++) expect(labels[i] !== truth[i], `point ${i}`).toBe(touched.has(i));
      expect(touched.size).toBeGreaterThan(10);
      for (const [i, { kind: done, object }] of touched) {
        const struck = simulation.objects[objects[i]];
        const [was, is] = [truth[i] & 0xffff, labels[i] & 0xffff];
        if (done === 'bleed') expect(struck.name).not.toBe(object);
        else if (done !== 'noise') expect(struck.name).toBe(object);
        if (done.startsWith('instance-')) expect(is).toBe(was);
        else expect(is !== was || done === 'bleed').toBe(true);
        if (done === 'ground-line') expect(labels[i]).toBe(CLASS.road);
      }
    }
  });

  it('strike the same things in every frame', () => {
    const struck = [struckFrames[0], frames[1]].map((frame) => new Set(new FrameContent(simulation, frame, false).records().map(({ kind: k, object }) => `${k} ${object}`)));
    const both = [...struck[0]].filter((name) => struck[1].has(name));
    expect(both.length).toBeGreaterThan(0.5 * Math.max(struck[0].size, struck[1].size));
  });
});

describe.each(['mask-track', 'mask-part', 'mask-edge'] as const)('masks with %s', (name) => {
  const { simulation, frames: [frame] } = simulate({ ...tiny, beams: 16, azimuthSteps: 90, frames: 1, cameras: 1, imageWidth: 192, defects: [{ name, rate: 0.7 }] });

  it('differ from the truth exactly where the records say', () => {
    const content = new FrameContent(simulation, frame, true), [camera] = frame.cameras;
    const masks = content.masks(camera), { labels: truth } = camera.image(), touched = recorded(content.records(), 'pixels');
    expect(touched.size).toBeGreaterThan(50);
    for (let i = 0; i < truth.length; i++) expect(masks[i] !== truth[i], `pixel ${i}`).toBe(touched.has(i));
    for (const [i, { instance }] of touched) expect((name === 'mask-edge' ? masks[i] : truth[i]) >>> 16).toBe(instance);
    expect(content.labels(frame.lidars[0])).toEqual(frame.lidars[0].sweep.truth);
  });
});

describe('wrong sensors', () => {
  const angleOf = (r: readonly number[]): number => (Math.acos(Math.min((r[0] + r[4] + r[8] - 1) / 2, 1)) * 180) / Math.PI;
  const written = (defects: { name: DefectName; rate: number }[]) => {
    const { simulation, frames } = simulate({ ...tiny, beams: 16, azimuthSteps: 90, cameras: 4, frames: 3, defects });
    return { simulation, frames, poses: new WrittenPoses(simulation) };
  };

  it('one camera is turned and shifted by what is recorded, the others are right', () => {
    const { simulation: { mounts }, poses } = written([{ name: 'extrinsic-angle', rate: 0.5 }, { name: 'extrinsic-shift', rate: 0.2 }]);
    for (const mount of mounts) {
      const { r, t } = compose(invert(poses.egoFromCamera({ mount })), mount.egoFromSensor);
      const amount = (kind: DefectName): number => poses.records.find((d) => d.kind === kind && d.sensor === mount.name)?.amount ?? 0;
      expect(angleOf(r)).toBeCloseTo(amount('extrinsic-angle'), 2);
      expect(Math.hypot(...t)).toBeCloseTo(amount('extrinsic-shift'), 6);
    }
    expect(poses.records.map(({ kind, amount }) => [kind, amount])).toEqual([['extrinsic-angle', 0.5], ['extrinsic-shift', 0.2]]);
  });

  it('one camera is late by what is recorded, and its pose is that of the wrong time', () => {
    const { frames: [frame], poses } = written([{ name: 'time-offset', rate: 40 }]);
    const [record] = poses.records;
    for (const camera of frame.cameras) {
      const late = camera.mount.name === record.sensor;
      expect(poses.timeOf(camera) - camera.timeNs).toBe(late ? 40_000_000n : 0n);
      expect(Math.hypot(...poses.worldFromEgo(frame, camera).t.map((v, k) => v - camera.worldFromEgo.t[k]))).toBeCloseTo(late ? 0.28 : 0, 2);
    }
  });

  it('the pose of one frame is off', () => {
    const { frames, poses } = written([{ name: 'pose', rate: 0.5 }]);
    for (const frame of frames) {
      const off = Math.hypot(...poses.worldFromEgo(frame, null).t.map((v, k) => v - frame.worldFromEgo.t[k]));
      expect(off).toBeCloseTo(frame.id === poses.records[0].frame ? 0.5 : 0, 6);
    }
  });
});
