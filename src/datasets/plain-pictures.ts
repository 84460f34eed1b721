import type { FileTree } from '#src/core/io/bytes.ts';
import type { Convention, Frame, FrameImage, Sequence } from '#src/core/scene/scene.ts';
import { CameraSizes } from './camera-sizes.ts';
import { matchPictures } from './match-pictures.ts';
import { timeInName } from './name-time.ts';
import { notProjected } from './not-projected.ts';
import { PathIndex } from './path-index.ts';
import { extensionOf, folderOf, nameOf, stemOf } from './paths.ts';

const PICTURES = new Set(['png', 'jpg', 'jpeg']);
/** Folders of what was made from pictures, not of pictures. */
const DERIVED = /(^|\/)(masks?|labels?|annotations?|instances?|semantics?|segmentations?|gtFine|gtCoarse|depth|truth|thumbnails?)(\/|$)/i;
/** Names that say what lies there, not which camera it is. */
const PLAIN_NAME = /^(data|images?|pictures?|rgb|cameras?|cam)$/i;

/** A sequence, and the folder that its clouds are in. */
export interface PlainSequence extends Sequence {
  readonly folder: string;
}

/**
 * Gives clouds without a description the pictures that lie in other folders, by name or by time: shown without projection, for nothing
 * says how their cameras see. Says how many were matched, and which folders were not.
 */
export async function withPictures(tree: FileTree, paths: readonly string[], sequences: readonly PlainSequence[]): Promise<{ sequences: Sequence[]; conventions: Convention[]; warnings: string[] }> {
  const index = new PathIndex(paths.filter((path) => PICTURES.has(extensionOf(path)) && !DERIVED.test(folderOf(path)) && !DERIVED.test(`${stemOf(path)}/`)));
  const conventions: Convention[] = [], warnings: string[] = [];
  const sizes = new CameraSizes(tree, warnings), matched = new Map<string, Map<number, FrameImage[]>>();
  for (const folder of index.folders()) {
    const owners = nearestSequences(folder, sequences);
    const found = owners.flatMap((sequence) => {
      const match = matchPictures(sequence.frames.map((f) => f.sweeps[0].cloud.file), index.in(folder));
      return match ? [{ sequence, match }] : [];
    });
    if (found.length !== 1) {
      const reason = found.length > 1 ? 'they fit to several sequences' : 'none has the name, number or time of a cloud';
      warnings.push(`${folder || tree.name}: ${index.in(folder).length} pictures are left out: ${reason}`);
      continue;
    }
    const [{ sequence, match }] = found;
    const size = await sizes.of(folder, [...match.pictures.values()]);
    if (size === null) continue;
    const images = matched.get(sequence.id) ?? new Map<number, FrameImage[]>();
    matched.set(sequence.id, images);
    const camera = cameraName(folder, [...images.values()].flat().map((image) => image.camera));
    const unprojected = notProjected(size, 'the folder has no calibration');
    for (const [i, file] of match.pictures) {
      const image: FrameImage = { camera, file, timeNs: match.by === 'time' ? timeInName(stemOf(file)) : null, masks: [], ...unprojected };
      images.set(i, [...(images.get(i) ?? []), image]);
    }
    const how = match.by === 'time' ? `nearest time, at most ${Math.ceil(Number(match.apartNs) / 1e6)} ms apart` : match.by;
    conventions.push({ name: `pictures of ${sequence.id}/${camera}`, value: `${match.pictures.size} of ${sequence.frames.length} frames have one, by ${how}; ${index.in(folder).length} pictures in ${folder || 'the folder'}`, source: 'assumed' });
  }
  return { sequences: sequences.map((s) => joinedWith(s, matched.get(s.id))), conventions, warnings };
}

function joinedWith({ id, posed, frames }: PlainSequence, images: ReadonlyMap<number, readonly FrameImage[]> | undefined): Sequence {
  return { id, posed, frames: frames.map((frame, i): Frame => ({ ...frame, images: images?.get(i) ?? [] })) };
}

/** The sequences whose clouds are nearest to a folder in the tree: those that share most of its path. */
function nearestSequences(folder: string, sequences: readonly PlainSequence[]): PlainSequence[] {
  const shared = sequences.map((sequence) => sharedParts(folder, sequence.folder));
  const most = Math.max(...shared);
  return sequences.filter((_, i) => shared[i] === most);
}

function sharedParts(a: string, b: string): number {
  const [left, right] = [a, b].map((path) => path.split('/').filter((part) => part !== ''));
  let n = 0;
  while (n < left.length && n < right.length && left[n] === right[n]) n++;
  return n;
}

/** Its folder's name, or the next one above that says more. */
function cameraName(folder: string, taken: readonly string[]): string {
  const parts = folder.split('/').filter((part) => part !== '');
  while (parts.length > 1 && PLAIN_NAME.test(parts[parts.length - 1])) parts.pop();
  const short = parts.length === 0 ? 'camera' : nameOf(parts.join('/'));
  if (!taken.includes(short)) return short;
  const long = folder.replaceAll('/', '_');
  return taken.includes(long) ? `${long}_${taken.length + 1}` : long;
}
