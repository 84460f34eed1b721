import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { DataError } from '#src/core/errors.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import { decodeCopcNodeJob } from '#src/engine/jobs/decode-copc-node.request.ts';
import { nodeEngine } from '#src/engine/node-host.ts';
import { looksLikeCopc, openCopc } from '#src/formats/clouds/copc.ts';
import type { CopcSource } from '#src/formats/clouds/copc.ts';
import type { CopcNode } from '#src/formats/clouds/copc-hierarchy.ts';
import type { CopcView } from '#src/formats/clouds/copc-view.ts';
import { laz } from '#src/formats/clouds/laz.ts';
import { describeReal } from '#test/support/shared-data.ts';

async function allNodes(copc: CopcSource): Promise<CopcNode[]> {
  const nodes: CopcNode[] = [];
  for await (const node of copc.nodes()) nodes.push(node);
  return nodes;
}

/** Every point as a line of its field values, sorted: equal for equal multisets. */
function lines(clouds: readonly PointCloud[]): string[] {
  return clouds.flatMap(({ count, columns }) => {
    const values = Object.values(columns).map((c) => c.values);
    return Array.from({ length: count }, (_, i) => values.map((v) => v[i]).join(' '));
  }).sort();
}

/** From above the middle, looking at everything. */
function above({ root: { cube: { min, max } } }: CopcSource, height: number): CopcView {
  return { eye: [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, max[2] + height], planes: [], focal: 1000 };
}

describeReal('las', 'COPC as levels of detail', (dir) => {
  const open = (name: string) => memorySource(name, Uint8Array.from(readFileSync(join(dir, name))));
  const engine = nodeEngine(2);
  afterAll(() => engine.dispose());

  describe.each(['copc_lone-star.copc.laz', 'copc_1.2-with-color.copc.laz'])('%s', (name) => {
    it('has nodes whose points add up, lie in their cubes, and are those of the LAZ file', async () => {
      const source = open(name);
      const copc = await openCopc(source);
      const nodes = await allNodes(copc);
      expect(nodes.reduce((sum, node) => sum + node.points, 0)).toBe(copc.count);
      const clouds: PointCloud[] = [];
      const columns = ['x', 'y', 'z', 'intensity', 'gps_time'];
      for (const node of nodes) {
        const cloud = await engine.run(decodeCopcNodeJob, { plan: copc.plan, node, columns }, { source });
        expect(cloud.count).toBe(node.points);
        const step = Math.max(...copc.plan.header.scale);
        for (let k = 0; k < 3 && cloud.bounds !== null; k++) {
          expect(cloud.bounds.min[k]).toBeGreaterThanOrEqual(node.box.min[k] - step);
          expect(cloud.bounds.max[k]).toBeLessThanOrEqual(node.box.max[k] + step);
          expect(Math.max(...cloud.positions.subarray(0, 300).map(Math.abs))).toBeLessThan(node.box.max[0] - node.box.min[0] + 1);
        }
        clouds.push(cloud);
      }
      const whole = await laz.read(source, { columns }, {});
      const [got, want] = [lines(clouds), lines([whole])];
      expect(got.length).toBe(want.length);
      expect(got.findIndex((line, i) => line !== want[i])).toBe(-1);
    });
  });

  it('chooses nodes top down, within the budget, more of them from nearby', async () => {
    const copc = await openCopc(open('copc_lone-star.copc.laz'));
    const every = await allNodes(copc);
    expect(every.length).toBeGreaterThan(5);
    const levels = async (height: number, points = Infinity) => copc.nodesFor(above(copc, height), { points });
    expect((await levels(1e6)).map((n) => n.key)).toEqual(['0-0-0-0']);
    expect((await levels(0.1)).length).toBe(every.filter((n) => n.points > 0).length);
    const some = await levels(0.1, 200_000);
    expect(some.reduce((sum, n) => sum + n.points, 0)).toBeLessThanOrEqual(200_000);
    expect(some[0].key).toBe('0-0-0-0');
    for (const { key } of some.slice(1)) {
      const [level, ...place] = key.split('-').map(Number);
      expect(some.map((n) => n.key)).toContain([level - 1, ...place.map((v) => v >> 1)].join('-'));
    }
  });

  it('leaves out what a plane hides', async () => {
    const copc = await openCopc(open('copc_lone-star.copc.laz'));
    const { eye } = above(copc, 1);
    // Only what is east of the middle: a point is inside where x >= eye x.
    const nodes = await copc.nodesFor({ eye, planes: [[1, 0, 0, -eye[0]]], focal: 1e6 }, { points: Infinity });
    const want = (await allNodes(copc)).filter((n) => n.points > 0 && n.box.max[0] >= eye[0]);
    expect(nodes.map((n) => n.key).sort()).toEqual(want.map((n) => n.key).sort());
  });

  it('is told by its first bytes, and refused where it is none', async () => {
    expect(looksLikeCopc(readFileSync(join(dir, 'copc_lone-star.copc.laz')))).toBe(true);
    expect(looksLikeCopc(readFileSync(join(dir, 'lone-star.laz')))).toBe(false);
    await expect(openCopc(open('lone-star.laz'))).rejects.toThrow('not a COPC file');
  });

  it('answers a damaged hierarchy with an error', async () => {
    const source = open('copc_lone-star.copc.laz');
    const whole = await source.read(0, source.size);
    const page = 2704713;
    for (const [at, value] of [[0, 77], [4, 5], [16 + 5, 9], [24 + 3, 0xff], [28 + 3, 0x7f], [32, 0]]) {
      const damaged = whole.slice();
      damaged[page + at] = value;
      const error = await openCopc(memorySource('damaged', damaged)).then(allNodes).catch((e: unknown) => e);
      expect([at, error instanceof DataError && error.message]).toEqual([at, expect.stringContaining('a damaged COPC hierarchy')]);
    }
    // Pages that name each other are read once.
    const looped = whole.slice();
    const view = new DataView(looped.buffer);
    view.setBigUint64(page + 16, BigInt(page), true);
    view.setInt32(page + 24, 480, true);
    view.setInt32(page + 28, -1, true);
    await expect(openCopc(memorySource('looped', looped)).then(allNodes)).rejects.toThrow(/a new page|once/);
  });
});
