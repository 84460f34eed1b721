import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import { packLabel } from '#src/core/labels/label.ts';
import type { RecordDiff } from '#src/core/labels/records.ts';
import { TABLE_NAMES } from '#src/core/labels/records.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import { packIndices, toIndices } from '#src/core/select/packed-points.ts';
import { rebase } from '#src/storage/work/rebase.ts';
import type { SavedChange } from '#src/storage/work/work-store.ts';

const SWEEPS = ['a', 'b', 'c'].map((frame) => sweepId('s', frame, 'l'));
const POINTS = 40;

interface Step {
  sweep: number;
  points: number[];
  classId: number;
  instance: number;
  /** Instance whose record is replaced; 0 for none. */
  record: number;
}

const steps = fc.array(
  fc.record({ sweep: fc.nat(2), points: fc.uniqueArray(fc.nat(POINTS - 1), { maxLength: 4 }), classId: fc.integer({ min: 1, max: 4 }), instance: fc.nat(5), record: fc.nat(5) }),
  { maxLength: 5 },
);

function openSet(): LabelSet {
  const set = new LabelSet('work');
  for (const sweep of SWEEPS) set.load(sweep, new Uint32Array(POINTS));
  return set;
}

/** Makes Changes one after another on a set of its own, as a person does. */
function make(who: string, list: readonly Step[], set = openSet()): Change[] {
  return list.map(({ sweep, points, classId, instance, record }, k) => {
    const id = SWEEPS[sweep];
    const delta = makeDelta(id, packIndices(POINTS, points), set.get(id)!, () => ({ label: packLabel(classId, instance), draft: false }));
    const before = set.instance(record) ?? null;
    const records: RecordDiff[] = record === 0 ? [] : [{ table: 'instances', id: String(record), before, after: { id: record, classId, note: `${who} ${k}` } }];
    const change: Change = {
      id: `${who}-${k}`, clientId: who, baseRevision: 0, title: `${who} ${k}`, place: null, sweeps: [delta], records,
      provenance: { tool: 'brush', author: who, timeMs: k },
    };
    set.apply(change);
    return change;
  });
}

const saved = (changes: readonly Change[], from = 0): SavedChange[] => changes.map((change, k) => ({ seq: from + k + 1, change }));

function outcome(changes: readonly Change[]): unknown {
  const set = openSet();
  for (const change of changes) set.apply(change);
  return { labels: SWEEPS.map((s) => [...set.get(s)!.labels]), tables: TABLE_NAMES.map((t) => [...set.table(t)].sort()) };
}

describe('rebase', () => {
  it('says clean only where either order gives the same labels and records', () => {
    let clean = 0;
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const mine = make('me', a), theirs = make('they', b);
        const result = rebase(mine, saved(theirs, 7), 7);
        if (!result.clean) return;
        clean++;
        expect(result.revision).toBe(7 + theirs.length);
        expect(result.changes.map((c) => c.baseRevision)).toEqual(mine.map((_, k) => 7 + theirs.length + k));
        expect(outcome([...theirs, ...result.changes])).toEqual(outcome([...mine, ...theirs]));
      }),
      { numRuns: 500 },
    );
    expect(clean).toBeGreaterThan(50);
  });

  it('finds every point and record that both changed, and names no other', () => {
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const mine = make('me', a), theirs = make('they', b);
        const result = rebase(mine, saved(theirs));
        const conflicts = result.clean ? [] : result.conflicts;
        for (const [i, x] of mine.entries())
          for (const [j, y] of theirs.entries()) {
            const found = conflicts.find((c) => c.mine === x && c.theirs.change === y);
            const common = a[i].sweep === b[j].sweep ? a[i].points.filter((p) => b[j].points.includes(p)).length : 0;
            expect(found?.sweeps.reduce((n, s) => n + s.points, 0) ?? 0).toBe(common);
            const wanted = new Set<number>();
            if (a[i].record !== 0 && a[i].record === b[j].record) wanted.add(a[i].record);
            for (const [points, records] of [[x, b[j].record], [y, a[i].record]] as const)
              if (records !== 0 && instancesOf(points).has(records)) wanted.add(records);
            expect((found?.records ?? []).map((r) => Number(r.id)).sort()).toEqual([...wanted].sort());
          }
      }),
      { numRuns: 500 },
    );
  });

  it('takes what arrived already out, and is no conflict with itself', () => {
    const mine = make('me', [{ sweep: 0, points: [1, 2], classId: 1, instance: 1, record: 1 }, { sweep: 0, points: [2, 3], classId: 2, instance: 1, record: 1 }]);
    const result = rebase(mine, saved(mine.slice(0, 1), 4), 4);
    expect(result).toEqual({ clean: true, revision: 5, changes: [{ ...mine[1], baseRevision: 5 }] });
    expect(rebase(mine, [], 3)).toMatchObject({ clean: true, revision: 3, changes: [{ baseRevision: 3 }, { baseRevision: 4 }] });
  });

  it('does not compare points of clouds of different sizes', () => {
    const [mine] = make('me', [{ sweep: 0, points: [1, 2], classId: 1, instance: 0, record: 0 }]);
    const [theirs] = make('they', [{ sweep: 0, points: [30], classId: 1, instance: 0, record: 0 }]);
    const other = { ...theirs, sweeps: theirs.sweeps.map((d) => ({ ...d, points: packIndices(POINTS + 1, toIndices(d.points)) })) };
    expect(rebase([mine], saved([other]))).toMatchObject({ clean: false, conflicts: [{ sweeps: [{ sweep: SWEEPS[0], points: 2 }] }] });
  });
});

function instancesOf({ sweeps }: Change): Set<number> {
  return new Set(sweeps.flatMap(({ before, after }) => [...before.labels, ...after.labels].map((label) => label >>> 16)));
}
