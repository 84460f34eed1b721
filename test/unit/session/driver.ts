import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { boundsOf } from '#src/core/geometry/box.ts';
import { identity } from '#src/core/geometry/rigid.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import { History } from '#src/core/labels/history.ts';
import { LabelSet } from '#src/core/labels/label-set.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { sweepId } from '#src/core/scene/scene.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import { setWorkspace } from '#src/session/current.ts';
import { startSaving } from '#src/session/saving.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';
import { setViewport } from '#src/session/viewport.ts';
import { Workspace } from '#src/session/workspace.ts';
import { openFileWork } from '#src/storage/work/file-work-store.ts';
import { MemoryWorkFiles } from '#src/storage/work/memory-work-files.ts';
import { activeTool, chooseTool } from '#src/tools/active.ts';
import type { ToolPointer } from '#src/tools/tool.ts';

export const CAR = 10;
export const ROAD = 40;

const taxonomy: Taxonomy = {
  name: 'test',
  classes: [
    { id: CAR, name: 'Car', colour: '#4c9ffe', kind: 'thing' },
    { id: ROAD, name: 'Road', colour: '#777777', kind: 'stuff' },
  ],
};

/** Points (x, y) of a grid, 10 px apart on screen, at z = 0: the view below looks straight down, 1 px per unit. */
export const SIDE = 20;
export const GRID: readonly Vec3[] = Array.from({ length: SIDE * SIDE }, (_, i) => [5 + 10 * (i % SIDE), 5 + 10 * Math.floor(i / SIDE), 0]);

/** World x to the right, y down the screen: clip = (x / 100 - 1, 1 - y / 100). */
const VIEW: View = {
  width: 200,
  height: 200,
  clipFromWorld: [1 / 100, 0, 0, -1, 0, -1 / 100, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1],
};

function gridCloud(name: string): PointCloud {
  return {
    name, format: 'test', count: GRID.length, origin: [0, 0, 0], positions: Float32Array.from(GRID.flat()), fields: [], columns: {},
    invalid: 0, bounds: boundsOf(GRID), labelField: null, warnings: [],
  };
}

/** Drives the app's session without a browser: pointer and keys in, labels out. */
export class Driver {
  readonly files = new MemoryWorkFiles();
  workspace!: Workspace;

  /** Opens a sequence of two frames, both loaded. */
  async open(): Promise<this> {
    const frames = ['0', '1'].map((id) => ({
      id, timeNs: null, images: [], boxes: [],
      sweeps: [{ id: sweepId('s', id, 'lidar'), sensor: 'lidar', cloud: { file: `${id}.bin` }, labels: null, timeNs: null, worldFromSweep: identity<'world', 'sweep'>() }],
    }));
    const scene: Scene = {
      name: 'grid', layout: 'test', why: 'made by a test', conventions: [], warnings: [], taxonomy, sequences: [{ id: 's', frames, posed: false }],
    };
    const tree = { name: 'grid', list: async () => [], open: () => Promise.reject(new Error('nothing to read')) };
    const workspace = new Workspace(tree, scene, new LabelSet('work'), new History(), await openFileWork(this.files, 'work'));
    for (const { sweeps } of frames) {
      const labels = workspace.set.load(sweeps[0].id, new Uint32Array(GRID.length));
      workspace.add(sweeps[0], gridCloud(sweeps[0].id), labels);
    }
    this.workspace = workspace;
    setWorkspace(workspace);
    startSaving(workspace, 0);
    useScene.setState({ scene, taxonomy, frameIndex: 0 });
    useTools.setState({ mode: 'paint', armedClass: null, target: { kind: 'next' }, guards: { unlabelledOnly: true }, combine: 'set', overlay: null, impact: null, cuboid: null });
    useLabels.setState({ selected: 0 });
    setViewport({
      shows: () => true,
      view: () => VIEW,
      pick: (x, y) => {
        const index = GRID.findIndex((p) => Math.hypot(p[0] - x, p[1] - y) < 5);
        return index < 0 ? null : { sweep: this.sweep(), index, world: GRID[index] };
      },
      ray: (x, y) => ({ origin: [x, y, 10], direction: [0, 0, -1] }),
      ground: (x, y) => [x, y, -0.5],
      focus() {}, reveal() {}, lookAlong() {}, birdsEye() {}, home() {},
    });
    chooseTool('navigate');
    return this;
  }

  sweep(frame = useScene.getState().frameIndex): string {
    return sweepId('s', String(frame), 'lidar');
  }

  labels(frame?: number): SweepLabels {
    return this.workspace.set.get(this.sweep(frame))!;
  }

  tool(id: string): this {
    chooseTool(id);
    return this;
  }

  arm(classId: number): this {
    useTools.setState({ armedClass: classId, target: { kind: 'next' } });
    return this;
  }

  down(x: number, y: number, more: Partial<ToolPointer> = {}): this {
    activeTool().pointerDown(pointer(x, y, more));
    return this;
  }

  move(x: number, y: number): this {
    activeTool().pointerMove(pointer(x, y));
    return this;
  }

  up(x: number, y: number): this {
    activeTool().pointerUp(pointer(x, y));
    return this;
  }

  key(key: string): boolean {
    return activeTool().key(key);
  }

  /** Press, draw through the corners, release. */
  drag(...corners: [number, number][]): this {
    const [first] = corners;
    this.down(...first);
    for (const corner of corners.slice(1)) this.move(...corner);
    return this.up(...corners[corners.length - 1]);
  }

  click(x: number, y: number, clicks = 1): this {
    return this.down(x, y, { clicks }).up(x, y);
  }
}

function pointer(x: number, y: number, more: Partial<ToolPointer> = {}): ToolPointer {
  return { x, y, button: 0, shift: false, alt: false, ctrl: false, clicks: 1, ...more };
}

/** Indices of the grid's points in [x0, x1] x [y0, y1]. */
export function gridIn(x0: number, y0: number, x1: number, y1: number): number[] {
  return GRID.flatMap(([x, y], i) => (x >= x0 && x <= x1 && y >= y0 && y <= y1 ? [i] : []));
}
