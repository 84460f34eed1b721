import { cameraModels } from '../camera/index.ts';
import type { CameraMount, MountReading } from './camera-mount.ts';
import { remounted } from './camera-mount.ts';
import { RAW_COLUMNS, withRawColumns } from './raw-columns.ts';
import type { Convention, FrameBox, FrameImage, Scene, Sweep } from './scene.ts';
import { allFrames } from './scene.ts';
import { COMPENSATION } from './timing-conventions.ts';

/** Other values for conventions, by `Flippable.id`: what a user decided against what was read or assumed. */
export type Flips = Readonly<Record<string, string>>;

/** A convention that can be changed after a scene was opened. */
export interface Flippable {
  readonly id: string;
  /** As in `Scene.conventions`. */
  readonly name: string;
  /** The value that was read, of all cameras or sweeps; several where they differ. */
  readonly asRead: readonly string[];
  readonly source: Convention['source'];
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** One kind of convention: what it is now for a camera, a sweep or a box, null where it does not apply, and the same with another value. */
interface FlipKind<Of> {
  readonly id: string;
  readonly name: string;
  readonly choices: Flippable['choices'];
  valueOf(of: Of): string | null;
  with(of: Of, value: string): Of;
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

/** A thing with a pose that a mount belongs to. */
interface Mounted {
  readonly mount?: CameraMount;
}

/** How the numbers behind poses may be understood; `moved` is the thing at another pose. */
function mountKinds<Of extends Mounted>(moved: (of: Of, mount: CameraMount, reading: MountReading) => Of): FlipKind<Of>[] {
  const kind = (id: string, name: string, key: keyof MountReading, choices: Flippable['choices']): FlipKind<Of> => ({
    id, name, choices,
    valueOf: ({ mount }) => choices.find((c) => c.value === mount?.reading[key])?.value ?? null,
    with: (of, value) => moved(of, of.mount!, { ...of.mount!.reading, [key]: value }),
  });
  return [
    kind('quaternion-order', 'quaternion order', 'rotation', QUATERNIONS),
    kind('matrix-order', 'matrix order', 'rotation', MATRICES),
    kind('extrinsics-direction', 'extrinsics direction', 'direction', DIRECTIONS),
    kind('camera-axes', 'camera axes', 'axes', AXES),
  ];
}

/** Lens models that take the same number of coefficients: nothing in the numbers says which of them it is. */
const distortions = cameraModels.filter((m) => m.distortionOnly);
const lensKinds: readonly FlipKind<FrameImage>[] = [...new Set(distortions.flatMap((m) => m.coefficientCounts))]
  .map((count) => ({ count, models: distortions.filter((m) => m.coefficientCounts.includes(count)) }))
  .filter(({ models }) => models.length > 1)
  .map(({ count, models }) => ({
    id: `lens-${count}`,
    name: `lens model of ${count} coefficients`,
    choices: models.map((m) => ({ value: m.id, label: m.name })),
    valueOf: ({ spec, unprojected }) => (unprojected === undefined && spec.coefficients.length === count && models.some((m) => m.id === spec.model) ? spec.model : null),
    with: (image, value) => ({ ...image, spec: { ...image.spec, model: value } }),
  }));

/** Where the column is there and the poses reach: either the points are of one moment already, or they are made so. */
const motionCompensation: FlipKind<Sweep> = {
  id: 'motion-compensation',
  name: COMPENSATION,
  choices: [
    { value: 'in-data', label: 'done in the data' },
    { value: 'by-point-time', label: 'by the time of each point' },
  ],
  valueOf: ({ timing }) => (timing?.path === undefined ? null : timing.compensated ? 'in-data' : 'by-point-time'),
  with: (sweep, value) => ({ ...sweep, timing: { ...sweep.timing!, compensated: value === 'in-data' } }),
};

const imageKinds: readonly FlipKind<FrameImage>[] = [
  ...mountKinds<FrameImage>((image, before, reading) => {
    const { pose, mount } = remounted<'camera'>(before, reading);
    return { ...image, worldFromCamera: pose, mount };
  }).map((kind) => ({ ...kind, valueOf: (image: FrameImage) => (image.unprojected === undefined ? kind.valueOf(image) : null) })),
  ...lensKinds,
];

const sweepKinds: readonly FlipKind<Sweep>[] = [
  ...mountKinds<Sweep>((sweep, before, reading) => {
    const { pose, mount } = remounted<'sweep'>(before, reading);
    return { ...sweep, worldFromSweep: pose, mount };
  }),
  motionCompensation,
];

const boxKinds = mountKinds<FrameBox>((box, before, reading) => {
  const { pose, mount } = remounted<'box'>(before, reading);
  return { ...box, box: { ...box.box, pose }, mount };
});

/** What of a scene as it was opened can be changed by `applyFlips`. */
export function flippables(scene: Scene): Flippable[] {
  const frames = allFrames(scene).map(({ frame }) => frame), byId = new Map<string, Flippable>();
  const all = [
    ...offered(scene, imageKinds, frames.flatMap((f) => f.images)), ...offered(scene, sweepKinds, frames.flatMap((f) => f.sweeps)),
    ...offered(scene, boxKinds, frames.flatMap((f) => f.boxes)),
  ];
  for (const of of all) byId.set(of.id, { ...of, asRead: [...new Set([...(byId.get(of.id)?.asRead ?? []), ...of.asRead])] });
  return [...byId.values()];
}

function offered<Of>(scene: Scene, kinds: readonly FlipKind<Of>[], all: readonly Of[]): Flippable[] {
  return kinds.flatMap(({ id, name, choices, valueOf }) => {
    const asRead = [...new Set(all.map(valueOf).filter((value) => value !== null))];
    if (asRead.length === 0) return [];
    const said = scene.conventions.find((c) => name.startsWith(c.name));
    return [{ id, name, choices, asRead, source: said?.source ?? 'assumed' }];
  });
}

/**
 * The scene as it is where the numbers of its cameras, and the points of its sweeps, are understood as `flips` say. Labels stay the same
 * objects; so do pictures, sweeps and boxes whose values are these already. Values that are no choice, and what a flip does not apply to,
 * are left as they are.
 */
export function applyFlips(scene: Scene, flips: Flips): Scene {
  const columns = flips[RAW_COLUMNS], read = columns === undefined ? scene : withRawColumns(scene, columns.split(','));
  const image = flipping(imageKinds, flips), sweep = flipping(sweepKinds, flips), box = flipping(boxKinds, flips);
  if (image === null && sweep === null && box === null) return read;
  const sequences = read.sequences.map((s) => ({ ...s, frames: s.frames.map((f) => {
    const images = changed(f.images, image), sweeps = changed(f.sweeps, sweep), boxes = changed(f.boxes, box);
    return images === f.images && sweeps === f.sweeps && boxes === f.boxes ? f : { ...f, images, sweeps, boxes };
  }) }));
  return { ...read, sequences };
}

/** Turns what it is given into what the flips want it to be; null where they want nothing of these kinds. */
function flipping<Of>(kinds: readonly FlipKind<Of>[], flips: Flips): ((of: Of) => Of) | null {
  const wanted = kinds.filter(({ id, choices }) => choices.some((c) => c.value === flips[id]));
  return wanted.length === 0 ? null : (of) => wanted.reduce((now, kind) => {
    const value = kind.valueOf(now);
    return value === null || value === flips[kind.id] ? now : kind.with(now, flips[kind.id]);
  }, of);
}

/** The same array where nothing in it changes. */
function changed<Of>(all: readonly Of[], flip: ((of: Of) => Of) | null): readonly Of[] {
  if (flip === null) return all;
  const flipped = all.map(flip);
  return flipped.every((of, i) => of === all[i]) ? all : flipped;
}
