import type { IdMask } from '#src/core/crosscheck/id-mask.ts';
import { DataError, errorMessage } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { withOwnPalette } from '#src/core/labels/presets/own-palette.ts';
import type { FrameImage, ImageId } from '#src/core/scene/scene.ts';
import { allFrames, imageId } from '#src/core/scene/scene.ts';
import type { AttachedMasks } from '#src/datasets/attach-masks.ts';
import { attachMasks, ownMasks } from '#src/datasets/attach-masks.ts';
import type { MaskSet } from '#src/datasets/masks.ts';
import { loadMaskJob } from '#src/engine/jobs/load-mask.request.ts';
import { workspace } from './current.ts';
import { engine } from './engine.ts';
import { notify } from './notices.ts';
import { currentFrame } from './stores/scene-store.ts';
import { useMasks } from './stores/mask-store.ts';
import { useView } from './stores/view-store.ts';
import type { Workspace } from './workspace.ts';

/** Decoded masks that are kept: those of a few frames. A 1920 x 1080 mask takes 4 MB or more. */
const KEPT = 24;

let masks: MaskSet | null = null;
const decoded = new Map<ImageId, Promise<IdMask>>();

/** Takes the masks that a dataset brings: those its description refers to, else those in its `masks/` folder. */
export async function findMasks(open: Workspace): Promise<void> {
  try {
    const found = await ownMasks(open.scene, open.tree);
    const own = found !== null && found.masks.size > 0 ? found : null;
    take(own, own === null ? '' : 'the dataset', [], own === null ? 0 : imageCount(open) - own.masks.size);
  } catch (error) {
    // A folder of that name need not hold masks: the dataset is usable all the same, and people are told.
    take(null, '', [], 0);
    notify('info', `Masks: ${errorMessage(error)}`);
  }
}

/** Takes the masks of a folder that the user chose. Rejects with DataError where it has none for this dataset. */
export async function attachMaskFolder(tree: FileTree): Promise<AttachedMasks> {
  const open = workspace();
  if (open === null) throw new Error('nothing is open');
  const found = await attachMasks(open.scene, tree);
  if (found.masks.size === 0) {
    const [sample] = found.imagesWithout;
    throw new DataError('missing', 'has no mask for any image of this dataset', {
      file: tree.name, expected: `files like ${sample === undefined ? 'CAMERA/FRAME.png' : maskFileOf(sample)}`, found: found.unmatchedFiles[0] ?? 'none',
    });
  }
  take(found, tree.name, found.unmatchedFiles, found.imagesWithout.length);
  return found;
}

/** All masks that are attached; null without. */
export function maskSet(): MaskSet | null {
  return masks;
}

/** The mask of an image of the frame on screen, decoded once; null where it has none. Rejects with DataError where it cannot be read. */
export function maskOf(image: FrameImage): Promise<IdMask> | null {
  const here = currentFrame();
  return here === null ? null : maskAt(imageId(here.sequence.id, here.frame.id, image.camera), image);
}

/** The same of any frame's image: to have it here before the frame is shown. */
export function maskAt(id: ImageId, image: FrameImage): Promise<IdMask> | null {
  const files = masks?.masks.get(id);
  if (masks === null || files === undefined) return null;
  let mask = decoded.get(id);
  if (mask === undefined) {
    const { parts, tree } = files, { spec, file, ownVehicle } = image;
    mask = engine().run(loadMaskJob, { parts, image: { spec, file, ownVehicle }, taxonomy: masks.taxonomy }, { trees: [tree] });
    decoded.set(id, mask);
    if (decoded.size > KEPT) decoded.delete(decoded.keys().next().value!);
  }
  return mask;
}

/** What the mask of an image would be called: "front/000012.png". */
function maskFileOf(id: ImageId): string {
  const [, frame, camera] = id.split('/');
  return `${camera}/${frame}.png`;
}

/** The masks' classes follow the palette that the user chose. */
export function recolourMasks(): void {
  if (masks === null) return;
  const { taxonomy } = masks;
  useMasks.setState({ taxonomy: useView.getState().palette === 'own' ? withOwnPalette(taxonomy) : taxonomy });
}

function take(next: MaskSet | null, name: string, unmatchedFiles: readonly string[], imagesWithout: number): void {
  masks = next;
  decoded.clear();
  useMasks.setState((s) => ({
    attached: next === null ? null : { name, images: next.masks.size, imagesWithout, unmatchedFiles, conventions: next.conventions },
    version: s.version + 1,
  }));
  recolourMasks();
}

function imageCount(open: Workspace): number {
  return allFrames(open.scene).reduce((n, { frame }) => n + frame.images.length, 0);
}
