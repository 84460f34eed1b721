import type { Change } from '#src/core/labels/change.ts';
import { invertChange, makeDelta } from '#src/core/labels/change.ts';
import { changeBytes } from '#src/core/labels/change-bytes.ts';
import { History } from '#src/core/labels/history.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { blockRuns, RUNS_LENGTH } from '#src/core/select/packed-block.ts';
import type { Bench, Contest } from './bench.ts';
import type { LassoedSweep } from './edit-undo-data.ts';
import { lassoOverSweeps } from './edit-undo-data.ts';
import { median } from './measure.ts';

const CHANGED = 2_000_000;
const CAR = { label: packLabel(10, 1), draft: false };

function setup(loaded: number): Contest {
  const sweeps = lassoOverSweeps(loaded, Math.min(CHANGED, Math.ceil(loaded / 5)));
  const changed = sweeps.reduce((n, { points }) => n + points.count, 0);
  const set = new LabelSet('work');
  // The labels that points have before, of a class for every eight beams or none: what is undone must come back.
  const old = (i: number): number => packLabel((i >> 3) & 3);
  for (const { id, count } of sweeps) set.load(id, new Uint32Array(count));
  const history = new History();
  const times = { apply: [] as number[], undo: [] as number[] };

  const ours = (): number => {
    const start = performance.now();
    const change = lassoChange(sweeps, set);
    set.apply(change);
    history.push(change);
    const applied = performance.now();
    set.apply(invertChange(change, { ...change, id: 'undo' }));
    history.movedBack();
    times.apply.push(applied - start);
    times.undo.push(performance.now() - applied);
    return loaded;
  };

  const bytes = changeBytes(lassoChange(sweeps, set)) / changed;
  const labelled = sweeps.map(({ id, count }) => ({ id, labels: Uint32Array.from({ length: count }, (_, i) => old(i)) }));
  const other = new LabelSet('labelled');
  for (const { id, labels } of labelled) other.load(id, labels.slice());
  const overLabelled = lassoChange(sweeps, other);
  other.apply(overLabelled);
  other.apply(invertChange(overLabelled, { ...overLabelled, id: 'undo' }));
  for (const { id, labels } of labelled) if (Buffer.compare(bytesOf(labels), bytesOf(other.get(id)!.labels)) !== 0) throw new Error(`${id}: undo did not restore every byte`);
  const bytesLabelled = changeBytes(overLabelled) / changed;

  const raw = sweeps.map(({ id }) => set.get(id)!.labels);
  return {
    ours,
    peers: {
      'copy of old values': () => {
        const olds = sweeps.map(({ points }, k) => takeAndWrite(raw[k], points, CAR.label));
        sweeps.forEach(({ points }, k) => putBack(raw[k], points, olds[k]));
        return loaded;
      },
      'snapshot of all labels': () => {
        const snapshots = raw.map((labels) => labels.slice());
        sweeps.forEach(({ points }, k) => write(raw[k], points, CAR.label));
        snapshots.forEach((snapshot, k) => raw[k].set(snapshot));
        return loaded;
      },
    },
    floor: () => {
      sweeps.forEach(({ points }, k) => write(raw[k], points, 0));
      return loaded;
    },
    notes: () => [
      `${changed.toLocaleString('en')} points changed: ${median(times.apply).toFixed(1)} ms to capture and apply, ${median(times.undo).toFixed(1)} ms to undo`,
      `held for undo: ${bytes.toFixed(3)} bytes per changed point where they were unlabelled, ${bytesLabelled.toFixed(3)} where eight beams had one class; 4 in the copy, ${((4 * loaded) / changed).toFixed(0)} in the snapshot`,
    ],
  };
}

function lassoChange(sweeps: readonly LassoedSweep[], set: LabelSet): Change {
  return {
    id: 'c',
    clientId: 'bench',
    baseRevision: 0,
    title: 'lasso',
    place: null,
    sweeps: sweeps.flatMap(({ id, points }) => (points.count === 0 ? [] : [makeDelta(id, points, set.get(id)!, CAR)])),
    records: [],
    provenance: { tool: 'lasso', author: '', timeMs: 0 },
  };
}

function bytesOf(labels: Uint32Array): Uint8Array {
  return new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
}

const runs = new Uint32Array(RUNS_LENGTH);

function write(labels: Uint32Array, points: LassoedSweep['points'], label: number): void {
  for (const [number, block] of points.blocks) {
    const n = blockRuns(points.universe, number, block, runs);
    for (let r = 0; r < n; r += 2) for (let i = runs[r]; i < runs[r + 1]; i++) labels[i] = label;
  }
}

function takeAndWrite(labels: Uint32Array, points: LassoedSweep['points'], label: number): Uint32Array {
  const old = new Uint32Array(points.count);
  let k = 0;
  for (const [number, block] of points.blocks) {
    const n = blockRuns(points.universe, number, block, runs);
    for (let r = 0; r < n; r += 2)
      for (let i = runs[r]; i < runs[r + 1]; i++) {
        old[k++] = labels[i];
        labels[i] = label;
      }
  }
  return old;
}

function putBack(labels: Uint32Array, points: LassoedSweep['points'], old: Uint32Array): void {
  let k = 0;
  for (const [number, block] of points.blocks) {
    const n = blockRuns(points.universe, number, block, runs);
    for (let r = 0; r < n; r += 2) for (let i = runs[r]; i < runs[r + 1]; i++) labels[i] = old[k++];
  }
}

export const bench: Bench = {
  name: 'edit-undo',
  describe:
    'a lasso of 2 million points (a fifth where fewer are loaded) over sweeps in file order: capture, apply with counts and history, and undo; against keeping the old values, against a snapshot of all labels (neither counts), and against writing the points once',
  unit: 'ms',
  defaultPoints: 10_000_000,
  setup,
};
