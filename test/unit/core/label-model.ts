import fc from 'fast-check';
import { expect } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { packLabel } from '#src/core/labels/label.ts';
import type { RecordDiff } from '#src/core/labels/records.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { packMask } from '#src/core/select/packed-points.ts';
import { fill, pattern, random } from './random-points.ts';

/** One stroke: which points of which sweep, and what they become. */
export interface Stroke {
  readonly sweep: number;
  readonly how: string;
  readonly seed: number;
  readonly classes: number;
}

export const stroke: fc.Arbitrary<Stroke> = fc.record({ sweep: fc.nat(2), how: pattern, seed: fc.integer(), classes: fc.integer({ min: 1, max: 6 }) });

/** Labels and drafts as two plain arrays: the oracle. */
export interface Plain {
  readonly labels: Uint32Array;
  readonly drafts: Uint8Array;
}

export function plain(labels: SweepLabels): Plain {
  return { labels: labels.labels.slice(), drafts: Uint8Array.from({ length: labels.count }, (_, i) => Number(labels.isDraft(i))) };
}

/** Labels in runs, as annotated data has them, some points drafts. */
export function randomLabels(count: number, seed: number): SweepLabels {
  const next = random(seed);
  const labels = new Uint32Array(count);
  const out = new SweepLabels(labels);
  for (let i = 0; i < count; ) {
    const end = Math.min(count, i + 1 + Math.floor(next() * 30));
    out.set(i, end, packLabel(Math.floor(next() * 5), Math.floor(next() * 3)), next() < 0.2);
    i = end;
  }
  return out;
}

/** A Change made on the present labels, and what the oracle says that it leads to. */
export function strokeChange(id: string, { sweep, how, seed, classes }: Stroke, present: SweepLabels, records: readonly RecordDiff[] = []): { change: Change; expected: Plain } {
  const mask = fill(present.count, how, seed);
  const value = (i: number) => ({ label: packLabel(1 + ((i >> 3) % classes), (seed & 1) * (1 + (i % 2))), draft: ((i >> 4) + seed) % 3 === 0 });
  const change: Change = {
    id,
    clientId: 'c',
    baseRevision: 0,
    title: id,
    place: null,
    sweeps: [makeDelta(`s/${sweep}/l`, packMask(mask), present, value)],
    records,
    provenance: { tool: 'test', author: 'Ada', timeMs: 0 },
  };
  const expected = plain(present);
  for (let i = 0; i < mask.length; i++)
    if (mask[i] !== 0) {
      expected.labels[i] = value(i).label;
      expected.drafts[i] = Number(value(i).draft);
    }
  return { change, expected };
}

export function expectSame(labels: SweepLabels, expected: Plain): void {
  const found = plain(labels);
  expect(Buffer.compare(bytes(found.labels), bytes(expected.labels))).toBe(0);
  expect(Buffer.compare(found.drafts, expected.drafts)).toBe(0);
  expectCounts(labels);
}

const bytes = (a: Uint32Array): Uint8Array => new Uint8Array(a.buffer, a.byteOffset, a.byteLength);

/** The counts against counting again, point by point. */
export function expectCounts(labels: SweepLabels): void {
  const classes = new Map<number, number>();
  const objects = new Map<number, number>();
  const classDrafts = new Map<number, number>();
  let drafts = 0;
  for (let i = 0; i < labels.count; i++) {
    const label = labels.labels[i];
    classes.set(label % 65536, (classes.get(label % 65536) ?? 0) + 1);
    if (label >= 65536) objects.set(label, (objects.get(label) ?? 0) + 1);
    if (!labels.isDraft(i)) continue;
    drafts++;
    classDrafts.set(label % 65536, (classDrafts.get(label % 65536) ?? 0) + 1);
  }
  const sorted = (m: ReadonlyMap<number, number>) => [...m].sort(([a], [b]) => a - b);
  expect(sorted(labels.perClass)).toEqual(sorted(classes));
  expect(sorted(labels.perObject)).toEqual(sorted(objects));
  expect(labels.draftCount).toBe(drafts);
  expect(sorted(labels.draftsPerClass)).toEqual(sorted(classDrafts));
  expect(labels.unlabelledCount).toBe(classes.get(0) ?? 0);
  expect([...labels.perClass.values()].reduce((a, b) => a + b, 0)).toBe(labels.count);
}
