import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { packIndices } from '#src/core/select/packed-points.ts';

/** A Change that gives `indices` of an otherwise present sweep the class `classId`. It is not applied. */
export function paint(id: string, sweep: SweepId, present: SweepLabels, indices: Iterable<number>, classId: number, draft = false): Change {
  const points = packIndices(present.count, indices);
  return {
    id,
    clientId: 'test',
    baseRevision: 0,
    title: `${id}: ${points.count} points → class ${classId}`,
    place: { sequence: 's', frame: 'f' },
    sweeps: [makeDelta(sweep, points, present, () => ({ label: packLabel(classId, 1), draft }))],
    records: [{ table: 'instances', id: '1', before: null, after: { id: 1, classId } }],
    provenance: { tool: 'lasso', author: 'Ada', timeMs: 1_700_000_000_000, region: { polygon: [0, 0, 10, 0, 5, 5.5] }, guards: { unlabelledOnly: true } },
  };
}

/** `n` Changes, each made on the one before, and the labels at the end. */
export function paintMany(n: number, sweep: SweepId, count = 100): { changes: Change[]; labels: SweepLabels; steps: Uint32Array[] } {
  const labels = SweepLabels.unlabelled(count);
  const steps = [labels.labels.slice()];
  const changes: Change[] = [];
  for (let k = 0; k < n; k++) {
    const indices = Array.from({ length: 1 + (k % 7) }, (_, i) => (k * 13 + i * i) % count);
    const change = paint(`change-${k}`, sweep, labels, indices, 1 + (k % 5), k % 3 === 0);
    for (const { points, after } of change.sweeps) applyNaively(points, after, labels);
    changes.push(change);
    steps.push(labels.labels.slice());
  }
  return { changes, labels, steps };
}

function applyNaively(points: Change['sweeps'][number]['points'], after: Change['sweeps'][number]['after'], labels: SweepLabels): void {
  const values = [...after.lengths].flatMap((n, k) => Array.from({ length: n }, () => k));
  indicesOf(points).forEach((i, n) => labels.set(i, i + 1, after.labels[values[n]], after.drafts[values[n]] === 1));
}

function indicesOf(points: Change['sweeps'][number]['points']): number[] {
  const out: number[] = [];
  for (const [block, packed] of points.blocks)
    for (let i = 0; i < 65536 && block * 65536 + i < points.universe; i++) {
      let inside = packed.kind === 'all';
      if (packed.kind === 'bitmap') inside = ((packed.bits[i >> 5] >>> (i & 31)) & 1) === 1;
      if (packed.kind === 'runs') for (let k = 0; k < packed.runs.length; k += 2) inside ||= i >= packed.runs[k] && i <= packed.runs[k + 1];
      if (inside) out.push(block * 65536 + i);
    }
  return out;
}
