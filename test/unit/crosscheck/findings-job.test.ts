import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedPath } from '#src/cli/open-path.ts';
import { openPath } from '#src/cli/open-path.ts';
import { projectRoot } from '#src/cli/prepare.mjs';
import type { IgnoreRegion } from '#src/core/crosscheck/findings/decision.ts';
import { suggestClassMap } from '#src/core/labels/class-map-suggest.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import { sceneMasks } from '#src/datasets/masks.ts';
import { checkFrame } from '#src/engine/check-frame.ts';
import type { Engine } from '#src/engine/engine.ts';
import type { CheckedFrame } from '#src/engine/jobs/check-frame.request.ts';
import { nodeEngine } from '#src/engine/node-host.ts';

describe('the check of a frame of the sample', () => {
  let opened: OpenedPath, masks: MaskSet, engine: Engine, whole: CheckedFrame;
  const check = (ignored: readonly IgnoreRegion[]): Promise<CheckedFrame> => {
    const { scene, tree } = opened, [sequence] = scene.sequences, [sweep] = sequence.frames[0].sweeps;
    return checkFrame(engine, tree, sequence, 0, [{ sweep, labels: 'source' }], { masks, classMap: suggestClassMap(scene.taxonomy, masks.taxonomy).map, ignored });
  };
  beforeAll(async () => {
    opened = await openPath(join(projectRoot, 'sample-data/scene'));
    masks = sceneMasks(opened.scene, opened.tree);
    engine = nodeEngine(1);
    whole = await check([]);
  });
  afterAll(() => engine.dispose());

  it('brings what disagrees, through the worker, with a view by every picture that contradicts', () => {
    // The sample's labels are a draft: what nobody labelled yet is found as well, and contradicts nothing.
    const contradicted = whole.observations.filter(({ label, kind }) => label !== 0 && kind !== 'split' && kind !== 'merged');
    expect(contradicted.length).toBeGreaterThan(0);
    expect(whole.observations.some(({ label, kind }) => label === 0 && kind === 'missing-3d')).toBe(true);
    for (const { points, views } of contradicted) {
      expect(points).toBeInstanceOf(Uint32Array);
      expect(views.some(({ verdicts }) => verdicts.disagrees > 0)).toBe(true);
    }
    const listed = new Set(contradicted.flatMap(({ points }) => [...points])).size + whole.crumbs.points;
    const most = Math.max(...whole.images.map(({ counts }) => counts.disagrees));
    expect(listed).toBeGreaterThanOrEqual(most);
    expect(whole.summary.coverage.reduce((n, { points }) => n + points, 0)).toBe(whole.images[0].counts.points);
  });

  it('takes what reviewers ignore for void, in that picture only', async () => {
    const { mask, views } = whole.observations.filter(({ label }) => label !== 0).reduce((a, b) => (a.points.length >= b.points.length ? a : b));
    const [view] = views, { u0, v0, u1, v1 } = view.box;
    const region: IgnoreRegion = {
      id: 'r', image: view.image, maskClass: mask, polygon: [[u0 - 2, v0 - 2], [u1 + 2, v0 - 2], [u1 + 2, v1 + 2], [u0 - 2, v1 + 2]], finding: 'f', author: 'a', timeMs: 0,
    };
    const after = await check([region]);
    whole.images.forEach((before, k) => {
      const now = after.images[k].counts, here = before.camera === view.camera;
      if (!here) return expect(now).toEqual(before.counts);
      expect(now.disagrees).toBeLessThanOrEqual(before.counts.disagrees - view.verdicts.disagrees);
      expect(now.void).toBeGreaterThanOrEqual(before.counts.void + view.verdicts.disagrees);
    });
  });
});
