import { describe, expect, it } from 'vitest';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Sweep } from '#src/core/scene/scene.ts';
import { OverlayColours } from '#src/images/overlay-colours.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import { packIndices } from '#src/core/select/packed-points.ts';
import { PointFlag } from '#src/session/workspace.ts';

const taxonomy: Taxonomy = {
  name: 'test',
  classes: [
    { id: 1, name: 'red', colour: '#ff0000', kind: 'stuff' },
    { id: 2, name: 'blue', colour: '#0000ff', kind: 'thing' },
  ],
};
const WHITE = [255, 255, 255, 255];
/** Colour by class is dimmed to 0.9 where there is no intensity. */
const RED = [230, 0, 0, 255], BLUE = [0, 0, 230, 255];

/** 70,000 points of class 1, of which the points 5, 6 and 66,000 are in the picture, 6 hidden. */
function sample(): { loaded: LoadedSweep; colours: OverlayColours; at(entry: number): number[] } {
  const count = 70_000;
  const cloud = { count, positions: new Float32Array(3 * count), origin: [0, 0, 0], fields: [], columns: {} } as unknown as PointCloud;
  const labels = new SweepLabels(new Uint32Array(count).fill(1));
  const pose = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [0, 0, 0] };
  const loaded = { sweep: { id: 's', worldFromSweep: pose } as unknown as Sweep, cloud, labels, flags: new Uint8Array(count) } as unknown as LoadedSweep;
  const projection = {
    starts: Uint32Array.of(0, 3),
    index: Uint32Array.of(5, 6, 66_000),
    u: new Float32Array(3),
    v: new Float32Array(3),
    depth: new Float32Array(3),
    visible: Uint8Array.of(1, 0, 1),
    farToNear: Uint32Array.of(0, 2),
  };
  const colours = new OverlayColours(projection, [loaded]);
  colours.use('class', taxonomy);
  return { loaded, colours, at: (entry) => [...new Uint8Array(colours.highlighted().buffer, 4 * entry, 4)] };
}

describe('colours of projected points', () => {
  it('are those of the cloud', () => {
    const { at } = sample();
    expect([at(0), at(2)]).toEqual([RED, RED]);
  });

  it('follow a Change in the blocks that it touched', () => {
    const { loaded, colours, at } = sample();
    for (const i of [5, 66_000]) loaded.labels.set(i, i + 1, packLabel(2, 7), false);
    colours.pointsChanged({ sweep: 's', what: 'labels', points: packIndices(70_000, [66_000]) });
    expect([at(0), at(2)]).toEqual([RED, BLUE]);
    colours.pointsChanged({ sweep: 'another', what: 'labels', points: packIndices(70_000, [5]) });
    expect(at(0)).toEqual(RED);
    colours.pointsChanged({ sweep: 's', what: 'labels', points: packIndices(70_000, [5]) });
    expect(at(0)).toEqual(BLUE);
  });

  it.each(Object.entries(PointFlag))('are white while the point is highlighted: %s', (_, bit) => {
    const { loaded, at } = sample();
    loaded.flags![66_000] = bit;
    expect([at(0), at(2)]).toEqual([RED, WHITE]);
    loaded.flags![66_000] = 0;
    expect(at(2)).toEqual(RED);
  });

  it('are greyer where a machine made the label and nobody has accepted it', () => {
    const { loaded, colours, at } = sample();
    loaded.labels.set(5, 6, packLabel(1), true);
    colours.pointsChanged({ sweep: 's', what: 'labels', points: packIndices(70_000, [5]) });
    const [r, g, b] = at(0);
    expect(r).toBeGreaterThan(g);
    expect(g).toBe(b);
    expect(r - g).toBeCloseTo(0.35 * 230, -0.5);
    loaded.labels.set(5, 6, packLabel(1), false);
    colours.pointsChanged({ sweep: 's', what: 'labels', points: packIndices(70_000, [5]) });
    expect(at(0)).toEqual(RED);
  });

  it('follow the taxonomy and the mode; a mode that the cloud cannot show is the first one', () => {
    const { colours, at } = sample();
    colours.use('rgb', taxonomy);
    expect(at(0)).toEqual(RED);
    colours.use('class', { ...taxonomy, classes: [{ id: 1, name: 'green', colour: '#00ff00', kind: 'stuff' }] });
    expect(at(0)).toEqual([0, 230, 0, 255]);
    colours.use('height', taxonomy);
    expect(at(0)).not.toEqual([0, 230, 0, 255]);
  });
});
