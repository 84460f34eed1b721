import { PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import { buildSweepIndex } from '#src/core/cloud/sweep-index.ts';
import { plainShading } from '#src/core/colour/inputs.ts';
import { classMode } from '#src/core/colour/modes/class.ts';
import { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import { everythingShown } from '#src/core/labels/visibility.ts';
import type { LoadedSweep } from '#src/session/workspace.ts';
import { PointPainter } from '#src/viewer/points/painter.ts';
import { Presenter } from '#src/viewer/points/presenter.ts';
import type { PointStyle } from '#src/viewer/points/style.ts';
import { scan } from './scan.ts';

/** What one cloud size came to; times in milliseconds. */
export interface Drawn {
  readonly points: number;
  readonly megabytes: number;
  /** From nothing to all points on the GPU. */
  readonly upload: number;
  /** The longest piece of it on the main thread. */
  readonly longestSlice: number;
  /** One picture while the view moves: median, and points in it. */
  readonly moving: number;
  readonly movingPoints: number;
  /** From the last movement to the whole picture, and in how many display frames. */
  readonly whole: number;
  readonly frames: number;
}

declare global {
  interface Window {
    draw: (sizes: readonly number[], budget: number) => Promise<{ device: string; drawn: Drawn[] }>;
  }
}

const WIDTH = 1280, HEIGHT = 720;
const SWEEP = 131_072;
const PICTURES = 41;

const style: PointStyle = {
  mode: classMode, taxonomy: { name: 'bench', classes: [] }, shading: plainShading, visibility: everythingShown, dimHidden: false,
  sizing: 'fixed', pointSize: 2.5, pointMetres: 0.05, pixelRatio: 1, selection: null,
};

/** Sweeps of one scanner along streets, two metres apart. They share their arrays: it is the GPU that must hold them all. */
function drive(points: number): LoadedSweep[] {
  const positions = new Float32Array(3 * SWEEP);
  scan(SWEEP, (i, x, y, z) => positions.set([x, y, z], 3 * i));
  const index = buildSweepIndex(positions);
  const labels = SweepLabels.unlabelled(SWEEP);
  const cloud = { name: 'scan', format: 'bench', count: SWEEP, origin: [0, 0, 0] as const, positions, fields: [], columns: {}, invalid: 0, bounds: null, labelField: null, warnings: [] };
  return Array.from({ length: Math.round(points / SWEEP) }, (_, k) => {
    const id = `drive/${k}/lidar`;
    const worldFromSweep = { r: [1, 0, 0, 0, 1, 0, 0, 0, 1], t: [2 * (k % 100), 90 * Math.floor(k / 100), 0] as const };
    const sweep = { id, sensor: 'lidar', cloud: { file: 'scan' }, labels: null, timeNs: null, worldFromSweep };
    const view = { id, count: SWEEP, positions, origin: cloud.origin, bounds: null, index, labels: labels.labels, worldFromSweep };
    return { sweep, cloud, labels, flags: null, verdicts: null, view };
  });
}

/** A view of one cloud that is painted when it is asked to. */
class View {
  readonly painter: PointPainter;
  longestSlice = 0;
  private readonly presenter = new Presenter();
  private readonly scene = new Scene().add(this.presenter.object);
  private readonly camera = new PerspectiveCamera(55, WIDTH / HEIGHT, 0.1, 4000);

  constructor(private readonly renderer: WebGLRenderer, budget: number) {
    this.painter = new PointPainter(renderer);
    this.painter.budget.fix(budget);
    this.camera.up.set(0, 0, 1);
    this.turn(0);
  }

  /** From high above the first street, all of which is in view. */
  turn(k: number): void {
    const angle = 0.01 * k;
    this.camera.position.set(100 - 160 * Math.cos(angle), -160 * Math.sin(angle), 120);
    this.camera.lookAt(100, 0, 0);
  }

  /** Everything that one display frame does, to the last pixel. */
  picture() {
    const gl = this.renderer.getContext();
    const start = performance.now();
    const painted = this.painter.paint(this.camera);
    this.presenter.show(this.painter.picture, this.camera, false, 1);
    this.renderer.render(this.scene, this.camera);
    this.longestSlice = Math.max(this.longestSlice, performance.now() - start);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    return { took: performance.now() - start, ...painted };
  }
}

const rest = () => new Promise((resolve) => requestAnimationFrame(resolve));

async function upload(view: View, points: number): Promise<number> {
  view.painter.show(drive(points), [0, 0, 0], style);
  const start = performance.now();
  while (view.picture().more) await rest();
  return performance.now() - start;
}

window.draw = async (sizes, budget) => {
  const renderer = new WebGLRenderer({ antialias: true });
  renderer.setSize(WIDTH, HEIGHT);
  document.body.replaceChildren(renderer.domElement);
  const gl = renderer.getContext();
  const views = sizes.map(() => new View(renderer, budget));
  const uploads: number[] = [];
  for (const [k, size] of sizes.entries()) uploads.push(await upload(views[k], size));

  // In turns, so that a machine that slows down slows all of them.
  const times = sizes.map((): number[] => []);
  const last = sizes.map(() => 0);
  for (let k = 0; k < PICTURES; k++)
    for (const [which, view] of views.entries()) {
      view.turn(k);
      const { took, drawn } = view.picture();
      times[which].push(took);
      last[which] = drawn;
      await rest();
    }

  const drawn = sizes.map((points, which): Drawn => {
    const start = performance.now();
    let frames = 1;
    for (; views[which].picture().more; frames++);
    const whole = performance.now() - start;
    const moving = times[which].sort((a, b) => a - b)[PICTURES >> 1];
    const { longestSlice, painter } = views[which];
    return { points, megabytes: painter.bytes / 1e6, upload: uploads[which], longestSlice, moving, movingPoints: last[which], whole, frames };
  });
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return { device: String(gl.getParameter(names === null ? gl.RENDERER : names.UNMASKED_RENDERER_WEBGL)), drawn };
};
