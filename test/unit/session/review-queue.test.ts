import { describe, expect, it } from 'vitest';
import type { QueueFilter } from '#src/session/review/queue.ts';
import { afterLeaving, EVERYTHING, filtered, idsBetween, OPEN_ONES, queueChoices, stepped } from '#src/session/review/queue.ts';
import { sampleFinding, sampleRecord, sampleRow } from './review-samples.ts';

const [view] = sampleFinding('').views;
const rows = [
  sampleRow('a'),
  sampleRow('b', { mask: 50, cause: 'edge', points: 9 }),
  sampleRow('c', { views: [view, { ...view, camera: 'left', frame: '1' }], parts: [{ frame: '1', sweep: 's/1/lidar', points: Uint32Array.of(5) }] }),
  sampleRow('d', {}, 'settled', sampleRecord('d', { author: 'bea' })),
  // Gone: its points have the mask's class now.
  { id: 'e', state: 'settled' as const, finding: null, record: sampleRecord('e', { decision: 'take-mask', frames: ['1'], cameras: ['left'] }) },
  sampleRow('f', {}, 'returned', sampleRecord('f', { decision: 'returned', errorCode: 'boundary' })),
];
const ids = (filter: Partial<QueueFilter>) => filtered(rows, { ...EVERYTHING, ...filter }).map((row) => row.id).join('');

describe('the queue', () => {
  it('shows what its filters say, in its own order, with what was decided on and is gone', () => {
    expect(ids({})).toBe('abcdef');
    expect(ids({ state: 'open' })).toBe('abc');
    expect(ids({ state: 'settled' })).toBe('de');
    expect(ids({ state: 'returned' })).toBe('f');
    expect(ids({ pair: '10-50' })).toBe('b');
    expect(ids({ cause: 'edge' })).toBe('b');
    expect(ids({ camera: 'left' })).toBe('ce');
    expect(ids({ frame: '1' })).toBe('ce');
    expect(ids({ minPoints: 10 })).toBe('acdef');
    expect(ids({ person: 'bea' })).toBe('d');
    expect(ids({ person: 'ann', state: 'returned' })).toBe('f');
    expect(OPEN_ONES.state).toBe('open');
  });

  it('offers to filter by what there is, with how many there are', () => {
    const { pairs, causes, cameras, frames, people } = queueChoices(rows);
    expect(pairs).toEqual([['10-40', 5], ['10-50', 1]]);
    expect(causes).toEqual([['label', 4], ['edge', 1]]);
    expect(cameras).toEqual([['front', 5], ['left', 2]]);
    expect(frames).toEqual([['0', 5], ['1', 2]]);
    expect(people).toEqual([['ann', 2], ['bea', 1]]);
  });

  it('is gone through one by one, and ends at its ends', () => {
    expect(stepped(rows, 'a', 1)?.id).toBe('b');
    expect(stepped(rows, 'b', -1)?.id).toBe('a');
    expect(stepped(rows, 'a', -1)?.id).toBe('a');
    expect(stepped(rows, 'f', 1)?.id).toBe('f');
    // What has left the queue leaves no place behind.
    expect(stepped(rows, 'x', 1)?.id).toBe('a');
    expect(stepped(rows, null, -1)?.id).toBe('f');
    expect(stepped([], 'a', 1)).toBeNull();
  });

  it('goes on behind what was settled, else before it', () => {
    expect(afterLeaving(rows, 'b', new Set(['b']))?.id).toBe('c');
    expect(afterLeaving(rows, 'b', new Set(['b', 'c', 'd']))?.id).toBe('e');
    expect(afterLeaving(rows, 'f', new Set(['f', 'e']))?.id).toBe('d');
    expect(afterLeaving(rows, 'a', new Set(rows.map((row) => row.id)))).toBeNull();
  });

  it('chooses from one to another, either way round', () => {
    expect(idsBetween(rows, 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(idsBetween(rows, 'd', 'b')).toEqual(['b', 'c', 'd']);
    expect(idsBetween(rows, null, 'd')).toEqual(['d']);
    expect(idsBetween(rows, 'b', 'gone')).toEqual([]);
  });
});
