import type { CameraControlsImpl } from '@react-three/drei';
import type { PerspectiveCamera } from 'three';
import { Matrix4, Vector3 } from 'three';
import type { Bounds } from '#src/core/geometry/box.ts';
import type { Vec3 } from '#src/core/geometry/units.ts';
import type { Frame } from '#src/core/scene/scene.ts';
import { frontmost, pickPoint } from '#src/core/select/pick.ts';
import type { View } from '#src/core/select/regions/lasso.ts';
import type { Viewport } from '#src/session/viewport.ts';
import { hidesSomething } from '#src/core/labels/visibility.ts';
import { isPointShown, visibility } from '#src/session/visibility.ts';
import { apply } from '#src/core/geometry/rigid.ts';
import { pointAt } from '#src/core/cloud/point-cloud.ts';
import { groundHeight } from '../ground.ts';
import type { Stage } from '../stage.ts';
import { drawn, mid } from '../stage.ts';
import { atHeight, shareInView } from './projecting.ts';

/** Pixels around the cursor in which a point is found. */
const PICK_RADIUS = 8;
/** How near to a point the view flies, metres. */
const FOCUS_DISTANCE = 15;
/** Metres around a place whose points say how high the ground is there. */
const LOCAL_GROUND = 2;

type Controls = InstanceType<typeof CameraControlsImpl>;

/** Whether what shows one frame well shows the other: frames of a drive do, tiles of a map or unrelated files need not. */
function isAlike(a: Stage, b: Stage): boolean {
  return a.fromSensor === b.fromSensor && (b.fromSensor || Math.max(a.radius, b.radius) < 3 * Math.min(a.radius, b.radius));
}

/** Whether the points of both frames are on show in the later stage: stepping through them moves nothing in the world. */
function shownTogether(before: Stage, now: Stage): boolean {
  const here = new Set(now.sweeps.map((loaded) => loaded.sweep));
  return now.sweeps.length > now.frame.sweeps.length && before.frame.sweeps.every((sweep) => here.has(sweep));
}

/**
 * The eye of the 3D view: how it sees the world, and how it moves. Coordinates that come in and go out are the world's,
 * Float64; the camera itself stands in drawn coordinates, relative to the stage's origin.
 */
export class Eye implements Viewport {
  private stage: Stage | null = null;
  /** The stage that the camera was last placed in: a frame that could not be read must not cost people their view. */
  private last: Stage | null = null;

  constructor(
    private readonly camera: PerspectiveCamera,
    private readonly controls: Controls,
    private readonly canvas: HTMLCanvasElement,
  ) {}

  shows(frame: Frame): boolean {
    return this.stage?.frame === frame;
  }

  view(): View {
    this.camera.updateMatrixWorld();
    const { elements: e } = new Matrix4().multiplyMatrices(this.camera.projectionMatrix, this.camera.matrixWorldInverse);
    const [ox, oy, oz] = this.stage?.origin ?? [0, 0, 0];
    const clipFromWorld: number[] = [];
    for (let row = 0; row < 4; row++) {
      const a = e[row], b = e[4 + row], c = e[8 + row];
      clipFromWorld.push(a, b, c, e[12 + row] - (a * ox + b * oy + c * oz));
    }
    return { clipFromWorld, width: Math.max(1, this.canvas.clientWidth), height: Math.max(1, this.canvas.clientHeight) };
  }

  pick(x: number, y: number): ReturnType<Viewport['pick']> {
    const view = this.view();
    const all = !hidesSomething(visibility());
    const picked = (this.stage?.sweeps ?? []).flatMap((loaded) => {
      const hit = pickPoint(loaded.view, view, x, y, PICK_RADIUS, all ? null : (i) => isPointShown(loaded, i));
      return hit === null ? [] : [{ ...hit, loaded }];
    });
    const best = frontmost(picked);
    if (best === null) return null;
    const { sweep, cloud } = best.loaded;
    return { sweep: sweep.id, index: best.index, world: apply(sweep.worldFromSweep, pointAt(cloud, best.index)) };
  }

  ray(x: number, y: number): { origin: Vec3; direction: Vec3 } {
    this.camera.updateMatrixWorld();
    const ndc = new Vector3((2 * x) / this.canvas.clientWidth - 1, 1 - (2 * y) / this.canvas.clientHeight, 0.5);
    const place = this.camera.position;
    const direction = ndc.unproject(this.camera).sub(place).normalize();
    return { origin: this.world(place), direction: [direction.x, direction.y, direction.z] };
  }

  ground(x: number, y: number): Vec3 | null {
    const { stage } = this;
    if (stage === null) return null;
    const ray = this.ray(x, y);
    const plane = atHeight(ray, stage.ground);
    if (plane === null) return null;
    const own = stage.sweeps.filter((loaded) => stage.frame.sweeps.includes(loaded.sweep));
    const local = groundHeight(own.map((loaded) => loaded.view), plane[0], plane[1], LOCAL_GROUND);
    return local === null ? plane : (atHeight(ray, local) ?? plane);
  }

  focus(world: Vec3, distance?: number): void {
    const { origin } = this.ray(0, 0);
    const here = Math.hypot(world[0] - origin[0], world[1] - origin[1], world[2] - origin[2]);
    const away = distance ?? Math.min(FOCUS_DISTANCE, here);
    this.lookFrom(this.behind(world, away), world);
  }

  reveal(min: Vec3, max: Vec3): void {
    const box: Bounds = { min, max };
    if (shareInView(box, this.view()) >= 0.5) return;
    const radius = Math.max(1, Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) / 2);
    const centre = mid(box);
    this.lookFrom(this.behind(centre, (1.4 * radius) / Math.sin(this.halfAngle())), centre);
  }

  lookAlong(origin: Vec3, direction: Vec3, distance = FOCUS_DISTANCE, flying = true): void {
    const length = Math.hypot(...direction);
    const at = (metres: number): Vec3 => [0, 1, 2].map((k) => origin[k] + (direction[k] / length) * metres) as unknown as Vec3;
    this.lookFrom(origin, at(distance), flying);
  }

  birdsEye(): void {
    if (this.stage === null) return;
    const { centre, forward, ground, radius, fromSensor } = this.stage;
    const height = (fromSensor ? Math.min(50, radius) : radius) / Math.tan(this.halfAngle());
    // A hair behind the zenith: straight above, "forward is up" would have no meaning.
    const back = 1e-4 * height;
    this.lookFrom([centre[0] - forward[0] * back, centre[1] - forward[1] * back, ground + height], [centre[0], centre[1], ground]);
  }

  home(animated = true): void {
    if (this.stage === null) return;
    const { centre, forward, ground, radius, fromSensor } = this.stage;
    // What no sensor stands in is looked at whole.
    const scale = (fromSensor ? Math.max(6, Math.min(24, radius)) : radius) / 24;
    const along = (metres: number, up: number): Vec3 => [centre[0] + forward[0] * metres * scale, centre[1] + forward[1] * metres * scale, ground + up * scale];
    this.lookFrom(along(-20, 16), along(6, 0), animated);
  }

  /** How the world's x, y and z axes lie in the picture: (right, up) of each, the axis having length 1. */
  screenAxes(): readonly (readonly [number, number])[] {
    const { elements: e } = this.camera.matrixWorldInverse;
    return [[e[0], e[1]], [e[4], e[5]], [e[8], e[9]]];
  }

  /** Puts the rotation centre at a point, without turning. */
  pivot(world: Vec3): void {
    if (this.stage === null) return;
    const [x, y, z] = drawn(this.stage, world);
    void this.controls.moveTo(x, y, z, true);
  }

  /**
   * Shows another stage. The first one of a sequence is shown from its home; after that the eye moves along with the
   * sensor (its step and its turn about z), so that the same things are looked at from the same side. Among frames that
   * are shown together it stays where it is.
   */
  enter(stage: Stage | null): void {
    const before = this.last;
    this.stage = stage;
    if (stage === null) return;
    this.last = stage;
    this.camera.far = Math.max(2000, 8 * stage.radius);
    this.camera.near = this.camera.far / 20_000;
    this.camera.updateProjectionMatrix();
    this.controls.maxDistance = this.camera.far / 2;
    if (before === null || before.sequence !== stage.sequence || !isAlike(before, stage)) return this.home(false);
    if (shownTogether(before, stage)) return this.stay(before, stage);
    const c = Math.cos(stage.yaw - before.yaw), s = Math.sin(stage.yaw - before.yaw);
    const moved = (v: Vector3): Vec3 => {
      const x = v.x + before.origin[0] - before.centre[0], y = v.y + before.origin[1] - before.centre[1];
      return [stage.centre[0] + c * x - s * y, stage.centre[1] + s * x + c * y, v.z + before.origin[2] - before.centre[2] + stage.centre[2]];
    };
    const target = this.controls.getTarget(new Vector3());
    const position = this.controls.getPosition(new Vector3());
    this.lookFrom(moved(position), moved(target), false);
  }

  /** The same look at the same place, whatever is drawn around. */
  private stay(before: Stage, stage: Stage): void {
    const world = (v: Vector3): Vec3 => [v.x + before.origin[0], v.y + before.origin[1], v.z + before.origin[2]];
    if (before.origin.some((v, k) => v !== stage.origin[k]))
      this.lookFrom(world(this.controls.getPosition(new Vector3())), world(this.controls.getTarget(new Vector3())), false);
  }

  private lookFrom(position: Vec3, target: Vec3, animated = true): void {
    if (this.stage === null) return;
    void this.controls.setLookAt(...drawn(this.stage, position), ...drawn(this.stage, target), animated);
    // A jump is there at once: `view` must not mix a new origin with a camera that still waits for its next picture.
    if (!animated) this.controls.update(0);
  }

  /** The place `distance` metres before `target` as the eye looks now. */
  private behind(target: Vec3, distance: number): Vec3 {
    const d = this.camera.getWorldDirection(new Vector3());
    return [target[0] - d.x * distance, target[1] - d.y * distance, target[2] - d.z * distance];
  }

  private halfAngle(): number {
    const vertical = (this.camera.fov * Math.PI) / 360;
    return Math.min(vertical, Math.atan(Math.tan(vertical) * this.camera.aspect));
  }

  private world(v: Vector3): Vec3 {
    const [x, y, z] = this.stage?.origin ?? [0, 0, 0];
    return [v.x + x, v.y + y, v.z + z];
  }
}
