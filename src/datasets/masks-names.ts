import type { FrameImage, ImageId, Scene } from '#src/core/scene/scene.ts';
import { imageId } from '#src/core/scene/scene.ts';
import { folderOf, nameOf, stemOf } from './paths.ts';

/** A picture of a scene, by the names that a mask file may call it. */
export interface NamedImage {
  readonly id: ImageId;
  readonly sequence: string;
  readonly image: FrameImage;
}

/** What the end of a file's name says it is. */
export interface MaskName {
  /** The name without that end. */
  readonly frame: string;
  /** Id of a mask format, 'confidence', or null where the name does not say. */
  readonly kind: string | null;
  /** Whether only Cityscapes and its followers name files so. */
  readonly cityscapes: boolean;
}

const ENDINGS: Readonly<Record<string, string | null>> = {
  labelids: 'class-ids', instanceids: 'cityscapes-instance-ids', labeltrainids: 'cityscapes-train-ids', color: 'colours',
  confidence: 'confidence', instance: 'instance-ids', instances: 'instance-ids', mask: null, label: null, labels: null, semantic: null,
};

const ENDING = new RegExp(`^(.+?)(?:_gtFine|_gtCoarse)?_(${Object.keys(ENDINGS).join('|')})$`, 'i');

/** 'aachen_000000_000019_gtFine_labelIds' → 'aachen_000000_000019', class ids. */
export function parseMaskName(stem: string): MaskName {
  const match = ENDING.exec(stem);
  if (match === null) return { frame: stem, kind: null, cityscapes: false };
  const ending = match[2].toLowerCase();
  return { frame: match[1], kind: ENDINGS[ending], cityscapes: ending.endsWith('ids') };
}

/** How well a name was met: as it stands, or with its numbers read as numbers. */
export interface NameMatch {
  readonly named: NamedImage;
  readonly exact: boolean;
}

/** Finds the picture that a mask belongs to. */
export class ImageNames {
  readonly images: readonly NamedImage[];
  private readonly exact = new Map<string, NamedImage[]>();
  private readonly loose = new Map<string, NamedImage[]>();
  private readonly cameras: ReadonlySet<string>;
  private readonly sequences: ReadonlySet<string>;

  constructor(scene: Scene) {
    const images: NamedImage[] = [];
    for (const sequence of scene.sequences)
      for (const frame of sequence.frames)
        for (const image of frame.images) {
          const named = { id: imageId(sequence.id, frame.id, image.camera), sequence: sequence.id, image };
          images.push(named);
          // A mask is named as its frame or as its picture, and lies in a folder named as the camera or as the pictures' folder.
          const names = new Set([frame.id, stemOf(image.file).replace(/_leftImg8bit$/, '')]);
          for (const camera of new Set([image.camera, nameOf(folderOf(image.file))]))
            for (const name of names) {
              push(this.exact, key(camera, name), named);
              push(this.loose, key(camera, plainNumbers(name)), named);
            }
        }
    this.images = images;
    this.cameras = new Set(images.map((i) => i.image.camera));
    this.sequences = new Set(scene.sequences.map((s) => s.id));
  }

  isSequence(name: string): boolean {
    return this.sequences.has(name);
  }

  /** The picture of this name, in one of these folders; null where there is none, or more than one. */
  find(folders: readonly string[], name: string): NameMatch | null {
    // With one camera its folder may be left out.
    const cameras = this.cameras.size === 1 ? [...folders, ...this.cameras] : folders;
    const exact = this.only(this.exact, cameras, folders, name);
    if (exact !== undefined) return exact && { named: exact, exact: true };
    const loose = this.only(this.loose, cameras, folders, plainNumbers(name));
    return loose ? { named: loose, exact: false } : null;
  }

  /** Undefined where there is no such name, null where it is not clear whose it is. */
  private only(index: ReadonlyMap<string, NamedImage[]>, cameras: readonly string[], folders: readonly string[], name: string): NamedImage | null | undefined {
    const found = [...new Set(cameras.flatMap((camera) => index.get(key(camera, name)) ?? []))];
    if (found.length === 0) return undefined;
    const inSequence = found.length === 1 ? found : found.filter((f) => folders.includes(f.sequence));
    return inSequence.length === 1 ? inSequence[0] : null;
  }
}

function key(camera: string, name: string): string {
  return `${camera.toLowerCase()}/${name}`;
}

/** '000036' → '36': frames are counted in one place with zeros before, in another without. */
function plainNumbers(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ''));
}

function push<T>(map: Map<string, T[]>, at: string, value: T): void {
  const list = map.get(at);
  if (list === undefined) map.set(at, [value]);
  else if (!list.includes(value)) list.push(value);
}
