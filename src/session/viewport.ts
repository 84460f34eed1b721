import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Frame, SweepId } from '#src/core/scene/scene.ts';
import type { View } from '#src/core/select/regions/lasso.ts';

/** What the 3D view can be asked: tools, commands and images use it, and never the viewer itself. */
export interface Viewport {
  /** Whether it is this frame that it shows, and not one before it. */
  shows(frame: Frame): boolean;
  /** How the view shows the world now; pixels are CSS pixels of the canvas. */
  view(): View;
  /** The point nearest to a place on the canvas, within a few pixels; the front one where several are. */
  pick(x: number, y: number): { readonly sweep: SweepId; readonly index: number; readonly world: Vec3 } | null;
  /** The ray through a place on the canvas, in the world frame. */
  ray(x: number, y: number): { readonly origin: Vec3; readonly direction: Vec3 };
  /** Where that ray meets the ground (as the sweep shows it near there, else the sensor's ground plane). */
  ground(x: number, y: number): Vec3 | null;
  /** Turns around a point from now on, and flies near it. */
  focus(world: Vec3, distance?: number): void;
  /** Shows a box whole, if it is not in view already. */
  reveal(min: Vec3, max: Vec3): void;
  /**
   * Looks from `origin` along `direction`: what a camera sees along a pixel's ray. The view turns around the place
   * `distance` metres along it from then on; without one, around a place of its own choice. It flies there, or is there at once.
   */
  lookAlong(origin: Vec3, direction: Vec3, distance?: number, flying?: boolean): void;
  /** Straight down on what is shown. */
  birdsEye(): void;
  /** The first view of a frame: from behind and above the sensor. */
  home(): void;
}

let current: Viewport | null = null;

/** The viewer registers itself while it is mounted. */
export function setViewport(viewport: Viewport | null): void {
  current = viewport;
}

/** Null while there is no 3D view. */
export function viewport(): Viewport | null {
  return current;
}
