import type { CameraSpec, RayTable } from '#src/core/camera/camera.ts';
import { createCamera } from '#src/core/camera/index.ts';
import { DataError } from '#src/core/errors.ts';
import type { Frame, FrameImage, Scene } from '#src/core/scene/scene.ts';

/**
 * The scene with images whose lens cannot be computed marked as such, a warning for each camera that nothing is projected into, and
 * one for each file that is referred to and not there: one wrong camera must not keep the rest from opening, nor its pictures from being seen.
 */
export function withoutUnusable(scene: Scene, paths: readonly string[]): Scene {
  const there = new Set(paths);
  const faults = new Map<string, string>();
  const lensFault = lensChecker();
  const missing: string[] = [];
  const checked = (frame: Frame, image: FrameImage): FrameImage => {
    const fault = image.unprojected ?? lensFault(image);
    if (fault !== null && !faults.has(image.camera)) faults.set(image.camera, `camera ${image.camera} is shown without projection: ${fault}`);
    for (const file of [image.file, ...image.masks.flatMap((m) => [m.file, m.table, m.confidence])])
      if (file !== undefined && !there.has(file)) missing.push(`${file}: is not there (frame ${frame.id}, camera ${image.camera})`);
    return fault === null || image.unprojected !== undefined ? image : { ...image, unprojected: fault };
  };
  const sequences = scene.sequences.map((sequence) => ({
    ...sequence,
    frames: sequence.frames.map((frame) => ({ ...frame, images: frame.images.map((image) => checked(frame, image)) })),
  }));
  for (const sequence of sequences)
    for (const frame of sequence.frames)
      for (const { labels, cloud } of frame.sweeps)
        for (const file of [cloud.file, labels?.file])
          if (file !== undefined && !there.has(file)) missing.push(`${file}: is not there (frame ${frame.id})`);
  return { ...scene, sequences, warnings: [...scene.warnings, ...faults.values(), ...summarized(missing)] };
}

/** Says what is wrong with an image's lens, or null. Asks once for each lens: a recording has few lenses and many images. */
function lensChecker(): (image: FrameImage) => string | null {
  const known = new Map<string, string | null>(), tables = new Map<RayTable, string | null>();
  return ({ spec, camera }) => {
    // A table is too large for a key, and is one object for all pictures of a camera.
    if (spec.table !== undefined) {
      if (!tables.has(spec.table)) tables.set(spec.table, lensFault(spec, camera));
      return tables.get(spec.table) ?? null;
    }
    const key = JSON.stringify(spec);
    if (!known.has(key)) known.set(key, lensFault(spec, camera));
    return known.get(key) ?? null;
  };
}

function lensFault(spec: CameraSpec, camera: string): string | null {
  try {
    createCamera(spec, camera);
    return null;
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
}

const SHOWN = 20;

function summarized(lines: readonly string[]): readonly string[] {
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more files are not there`];
}
