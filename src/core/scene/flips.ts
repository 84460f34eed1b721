import { cameraModels } from '../camera/index.ts';
import type { MountReading } from './camera-mount.ts';
import { remounted } from './camera-mount.ts';
import type { Convention, FrameImage, Scene } from './scene.ts';
import { allFrames } from './scene.ts';

/** Other values for conventions, by `Flippable.id`: what a user decided against what was read or assumed. */
export type Flips = Readonly<Record<string, string>>;

/** A convention that can be changed after a scene was opened. */
export interface Flippable {
  readonly id: string;
  /** As in `Scene.conventions`. */
  readonly name: string;
  /** The value that was read, of all cameras; several where they differ. */
  readonly asRead: readonly string[];
  readonly source: Convention['source'];
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** One kind of convention: what it is now for a camera, null where it does not apply, and the camera with another value. */
interface FlipKind {
  readonly id: string;
  readonly name: string;
  readonly choices: Flippable['choices'];
  valueOf(image: FrameImage): string | null;
  with(image: FrameImage, value: string): FrameImage;
}

const QUATERNIONS = [{ value: 'wxyz', label: 'w, x, y, z' }, { value: 'xyzw', label: 'x, y, z, w' }] as const;
const MATRICES = [{ value: 'row-major', label: 'row by row' }, { value: 'column-major', label: 'column by column' }] as const;
const DIRECTIONS = [
  { value: 'parent-from-camera', label: 'pose of the camera: LiDAR or vehicle from camera' },
  { value: 'camera-from-parent', label: 'camera from LiDAR or vehicle' },
] as const;
const AXES = [
  { value: 'optical', label: 'OpenCV: x right, y down, z forward' },
  { value: 'opengl', label: 'OpenGL: x right, y up, z back' },
  { value: 'vehicle', label: 'vehicle: x forward, y left, z up' },
] as const;

function ofMount<K extends keyof MountReading>(id: string, name: string, key: K, choices: Flippable['choices']): FlipKind {
  const has = (value: string) => choices.some((c) => c.value === value);
  return {
    id, name, choices,
    valueOf: ({ mount, unprojected }) => (mount !== undefined && unprojected === undefined && has(mount.reading[key]) ? mount.reading[key] : null),
    with(image, value) {
      const mount = image.mount!, reading: MountReading = { ...mount.reading, [key]: value };
      return { ...image, worldFromCamera: remounted(image.worldFromCamera, mount, reading), mount: { ...mount, reading } };
    },
  };
}

/** Lens models that take the same number of coefficients: nothing in the numbers says which of them it is. */
const lensKinds: readonly FlipKind[] = [...new Set(cameraModels.flatMap((m) => m.coefficientCounts))]
  .map((count) => ({ count, models: cameraModels.filter((m) => m.coefficientCounts.includes(count)) }))
  .filter(({ models }) => models.length > 1)
  .map(({ count, models }) => ({
    id: `lens-${count}`,
    name: `lens model of ${count} coefficients`,
    choices: models.map((m) => ({ value: m.id, label: m.name })),
    valueOf: ({ spec, unprojected }) => (unprojected === undefined && spec.coefficients.length === count && models.some((m) => m.id === spec.model) ? spec.model : null),
    with: (image, value) => ({ ...image, spec: { ...image.spec, model: value } }),
  }));

const kinds: readonly FlipKind[] = [
  ofMount('quaternion-order', 'quaternion order', 'rotation', QUATERNIONS),
  ofMount('matrix-order', 'matrix order', 'rotation', MATRICES),
  ofMount('extrinsics-direction', 'extrinsics direction', 'direction', DIRECTIONS),
  ofMount('camera-axes', 'camera axes', 'axes', AXES),
  ...lensKinds,
];

/** What of a scene as it was opened can be changed by `applyFlips`. */
export function flippables(scene: Scene): Flippable[] {
  const images = allFrames(scene).flatMap(({ frame }) => frame.images);
  return kinds.flatMap(({ id, name, choices, valueOf }) => {
    const asRead = [...new Set(images.map(valueOf).filter((value) => value !== null))];
    if (asRead.length === 0) return [];
    const said = scene.conventions.find((c) => name.startsWith(c.name));
    return [{ id, name, choices, asRead, source: said?.source ?? 'assumed' }];
  });
}

/**
 * The scene as it is where its cameras' numbers are understood as `flips` say. Sweeps, labels and boxes stay the same objects; so do
 * pictures whose values are these already. Values that are no choice, and cameras that a flip does not apply to, are left as they are.
 */
export function applyFlips(scene: Scene, flips: Flips): Scene {
  const wanted = kinds.filter(({ id, choices }) => choices.some((c) => c.value === flips[id]));
  if (wanted.length === 0) return scene;
  const flipped = (image: FrameImage): FrameImage => wanted.reduce((now, kind) => {
    const value = kind.valueOf(now);
    return value === null || value === flips[kind.id] ? now : kind.with(now, flips[kind.id]);
  }, image);
  const sequences = scene.sequences.map((s) => ({ ...s, frames: s.frames.map((f) => (f.images.length === 0 ? f : { ...f, images: f.images.map(flipped) })) }));
  return { ...scene, sequences };
}
