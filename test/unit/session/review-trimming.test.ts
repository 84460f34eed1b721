import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toIndices } from '#src/core/select/packed-points.ts';
import { selectFinding, trimmedHere } from '#src/session/review/selection.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { Driver, gridIn } from './driver.ts';
import { sampleFinding } from './review-samples.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem() {}, removeItem() {} });

const points = gridIn(1, 1, 99, 99);
const finding = sampleFinding('one', { parts: [{ frame: '0', sweep: 's/0/lidar', points: Uint32Array.from(points) }] });
let app: Driver;

describe('the points of a finding, which are the selection', () => {
  beforeEach(async () => {
    app = await new Driver().open();
    useTools.setState({ mode: 'select' });
    useReview.setState({ on: true });
    selectFinding(finding);
    return () => useReview.setState({ on: false });
  });

  const selected = () => [...toIndices(app.workspace.marks('selected').get(app.sweep())!)];
  const around = (x0: number, y0: number, x1: number, y1: number): [number, number][] => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];

  it('are trimmed by a stroke: what it is drawn around stays, and nothing else comes in', () => {
    app.tool('lasso').drag(...around(51, 51, 199, 199));
    expect(selected()).toEqual(gridIn(51, 51, 99, 99));
    expect([...trimmedHere(finding)!.get(app.sweep())!]).toEqual(gridIn(51, 51, 99, 99));
  });

  it('become more with Shift and fewer with Alt', () => {
    useTools.setState({ combine: 'add' });
    app.tool('lasso').drag(...around(101, 1, 149, 49));
    expect(selected()).toEqual([...points, ...gridIn(101, 1, 149, 49)].sort((a, b) => a - b));
    useTools.setState({ combine: 'subtract' });
    app.drag(...around(1, 1, 199, 199));
    expect(selected()).toEqual([]);
    expect([...trimmedHere(finding)!.get(app.sweep())!]).toEqual([]);
  });

  it('are as they were again when nothing was trimmed after all', () => {
    app.tool('lasso').drag(...around(1, 1, 49, 49));
    selectFinding(finding);
    expect(trimmedHere(finding)).toBeNull();
    expect(trimmedHere(sampleFinding('another'))).toBeNull();
  });

  it('are another selection elsewhere: there a stroke selects what it is drawn around', () => {
    useReview.setState({ on: false });
    app.tool('lasso').drag(...around(101, 101, 149, 149));
    expect(selected()).toEqual(gridIn(101, 101, 149, 149));
  });
});
