import { shutterOf } from '#src/core/camera/rolling-shutter.ts';
import { cameraFromSweep } from '#src/core/scene/extrinsics.ts';
import type { FrameImage } from '#src/core/scene/scene.ts';
import type { ImageProjection } from '#src/engine/jobs/project-sweep.request.ts';
import { projectSweepJob } from '#src/engine/jobs/project-sweep.request.ts';
import { engine } from './engine.ts';
import type { LoadedSweep } from './workspace.ts';

/**
 * The projections of the sweeps on screen into the pictures of their frame: each computed once, by a worker, when it is
 * first asked for. They go with the frame.
 */
export class FrameProjections {
  private readonly cache = new Map<FrameImage, Promise<ImageProjection>>();
  private readonly done = new Map<FrameImage, ImageProjection>();
  private abort = new AbortController();

  constructor(readonly sweeps: readonly LoadedSweep[]) {}

  /** Rejects with DataError where the lens is unknown, and with AbortError when the frame is left meanwhile. */
  of(image: FrameImage): Promise<ImageProjection> {
    let projection = this.cache.get(image);
    if (projection === undefined) {
      const sweeps = this.sweeps.map(({ sweep, cloud }) => ({
        positions: cloud.positions,
        origin: cloud.origin,
        cameraFromSweep: cameraFromSweep(image, sweep),
      }));
      projection = engine().run(projectSweepJob, { sweeps, spec: image.spec, shutter: shutterOf(image) }, { signal: this.abort.signal });
      this.cache.set(image, projection);
      const { signal } = this.abort;
      projection.then(
        (arrays) => signal.aborted || this.done.set(image, arrays),
        () => undefined, // whoever asked is told
      );
    }
    return projection;
  }

  /** The projection, where it is here already. */
  ready(image: FrameImage): ImageProjection | null {
    return this.done.get(image) ?? null;
  }

  /** Stops what is being computed and forgets what was. Asking again starts anew. */
  drop(): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.cache.clear();
    this.done.clear();
  }
}

let current: FrameProjections | null = null;

/** The projections of these sweeps: the images show them and the cross-check uses them. Those of other sweeps are dropped. */
export function frameProjections(sweeps: readonly LoadedSweep[]): FrameProjections {
  if (current !== null && current.sweeps.length === sweeps.length && current.sweeps.every((s, i) => s === sweeps[i])) return current;
  current?.drop();
  current = new FrameProjections(sweeps);
  return current;
}
