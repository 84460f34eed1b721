import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { readCloud } from '#src/formats/clouds/index.ts';
import { semanticKitti } from '#src/formats/labels/semantickitti.ts';
import { describeReal } from '#test/support/shared-data.ts';

interface ExpectedScan { points: number; min: number[]; max: number[]; remission: [number, number]; first: number[]; last: number[] }
interface ExpectedLabels { points: number; classes: Record<string, number>; instances: Record<string, number> }

describeReal('semantickitti', 'real SemanticKITTI scans and labels', (dir) => {
  const expected: Record<string, ExpectedScan & ExpectedLabels> = JSON.parse(readFileSync(join(dir, 'expected.json'), 'utf8'));
  const source = (name: string) => memorySource(name, readFileSync(join(dir, name)));

  it.each(Object.keys(expected).filter((n) => n.endsWith('.bin')))('%s', async (name) => {
    const want = expected[name];
    const cloud = await readCloud(source(name));
    expect([cloud.format, cloud.count, cloud.invalid, cloud.warnings]).toEqual(['kitti-bin', want.points, 0, []]);
    expect(cloud.bounds).toEqual({ min: want.min, max: want.max });
    const remission = cloud.columns.remission.values as Float32Array;
    const at = (i: number) => [...pointAt(cloud, i), remission[i]];
    expect([at(0), at(cloud.count - 1)]).toEqual([want.first, want.last]);
    expect([remission.reduce((a, b) => Math.min(a, b)), remission.reduce((a, b) => Math.max(a, b))]).toEqual(want.remission);
  });

  it('the scan and its PCD twin agree in every bit of every coordinate', async () => {
    const bin = await readCloud(source('sequences/00/velodyne/000000.bin')), twin = await readCloud(source('000000.twin.pcd'));
    expect(Buffer.from(twin.positions.buffer).equals(Buffer.from(bin.positions.buffer))).toBe(true);
    expect(twin.bounds).toEqual(bin.bounds);
  });

  it('labels: classes, instances, and the same bytes again', async () => {
    const name = 'labels-sample/000000.label', want = expected[name];
    const labels = await semanticKitti.read(source(name), want.points);
    const count = (of: (label: number) => number) => {
      const out: Record<string, number> = {};
      for (const label of labels) out[of(label)] = (out[of(label)] ?? 0) + 1;
      return out;
    };
    expect(count(classOf)).toEqual(want.classes);
    expect(count(instanceOf)).toEqual(want.instances);
    expect(Buffer.from(semanticKitti.write(labels)).equals(readFileSync(join(dir, name)))).toBe(true);
    await expect(semanticKitti.read(source(name), want.points + 1)).rejects.toThrow(`expected ${want.points + 1} labels`);
  });
});
