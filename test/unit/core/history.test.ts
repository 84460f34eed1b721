import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '#src/core/labels/change.ts';
import { changeBytes } from '#src/core/labels/change-bytes.ts';
import { invertChange } from '#src/core/labels/change.ts';
import { History } from '#src/core/labels/history.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { strokeChange } from './label-model.ts';

const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('do' as const), how: fc.constantFrom('one', 'runs', 'half', 'all') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('redo' as const) }) },
);

function change(id: string, how: string, provenance: Partial<Change['provenance']> = {}): Change {
  const made = strokeChange(id, { sweep: 0, how, seed: id.length, classes: 2 }, SweepLabels.unlabelled(2000)).change;
  return { ...made, provenance: { ...made.provenance, ...provenance } };
}

/** Two lists, the newest last: the oracle. It forgets the oldest while what it holds is above the cap, and keeps one. */
class Model {
  past: Change[] = [];
  future: Change[] = [];
  constructor(readonly cap: number) {}

  push(made: Change): void {
    this.future = [];
    this.past.push(made);
    while (this.past.reduce((n, c) => n + changeBytes(c), 0) > this.cap && this.past.length > 1) this.past.shift();
  }
}

describe('History', () => {
  it('undoes and redoes in order, within its memory', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), fc.integer({ min: 0, max: 20_000 }), (operations, cap) => {
        const history = new History(cap);
        const model = new Model(cap);
        for (const [k, op] of operations.entries()) {
          if (op.kind === 'do') {
            const made = change(`c${k}`, op.how);
            history.push(made);
            model.push(made);
          } else if (op.kind === 'undo') {
            history.movedBack();
            const moved = model.past.pop();
            if (moved) model.future.push(moved);
          } else {
            history.movedForward();
            const moved = model.future.pop();
            if (moved) model.past.push(moved);
          }
          expect(history.undoable?.id).toBe(model.past.at(-1)?.id);
          expect(history.redoable?.id).toBe(model.future.at(-1)?.id);
        }
      }),
    );
  });

  it('is the same after a journal was replayed', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const live = new History();
        const journal: Change[] = [];
        for (const [k, op] of operations.entries()) {
          if (op.kind === 'do') {
            const made = change(`c${k}`, op.how);
            live.push(made);
            journal.push(made);
            continue;
          }
          const target = op.kind === 'undo' ? live.undoable : live.redoable;
          if (target === null) continue;
          const mark = op.kind === 'undo' ? { undoes: target.id } : { redoes: target.id };
          const provenance = { tool: op.kind, author: 'Ada', timeMs: k, ...mark };
          journal.push({ ...invertChange(target, { id: `m${k}`, clientId: 'c', baseRevision: 0, provenance }) });
          if (op.kind === 'undo') live.movedBack();
          else live.movedForward();
        }
        const replayed = new History();
        for (const made of journal) replayed.replay(made);
        for (;;) {
          expect(replayed.undoable?.id).toBe(live.undoable?.id);
          expect(replayed.redoable?.id).toBe(live.redoable?.id);
          if (live.undoable === null) break;
          live.movedBack();
          replayed.movedBack();
        }
      }),
    );
  });
});

describe('a journal that several people wrote', () => {
  const step = (id: string, provenance = {}) => change(id, 'one', provenance);
  const replayed = (...changes: Change[]) => {
    const history = new History();
    changes.forEach((made) => history.replay(made));
    return { past: history.steps.slice(0, history.position).map(({ id }) => id), future: history.steps.slice(history.position).map(({ id }) => id) };
  };

  it('takes out the step that was undone, not the last one', () => {
    expect(replayed(step('mine'), step('theirs'), step('undo', { undoes: 'mine' }))).toEqual({ past: ['theirs'], future: ['mine'] });
  });

  it('keeps a step that was brought back behind what others did', () => {
    const changes = [step('mine'), step('undo', { undoes: 'mine' }), step('theirs'), step('redo', { redoes: 'mine' })];
    expect(replayed(...changes)).toEqual({ past: ['theirs', 'redo'], future: [] });
    expect(replayed(...changes, step('again', { undoes: 'mine' }))).toEqual({ past: ['theirs'], future: ['redo'] });
  });
});
