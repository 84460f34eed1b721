import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { cityscapes } from '#src/core/labels/presets/index.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { Convention, ImageId, MaskRef, Scene } from '#src/core/scene/scene.ts';
import type { PngColour } from '#src/formats/masks/png-header.ts';
import { readPngHeader } from '#src/formats/masks/png-header.ts';
import { readClassesJson } from './class-list.ts';
import type { ImageMask, MaskSet } from './masks.ts';
import { sameClasses, sceneMasks } from './masks.ts';
import { findCocoMasks } from './masks-coco.ts';
import { instanceMasks } from './masks-instances.ts';
import type { MaskName, NameMatch } from './masks-names.ts';
import { ImageNames, parseMaskName } from './masks-names.ts';
import { extensionOf, folderOf, joined, nameOf, stemOf } from './paths.ts';

export interface AttachOptions {
  /** Where in the tree the masks lie, '' for the tree itself; `masks/` where that is there, else the tree itself. */
  readonly folder?: string;
  /** Id of a mask format, for files whose name does not say it; by the kind of the first one where absent. */
  readonly format?: string;
  /** The masks' own classes; see `attachMasks` for how they are found where absent. */
  readonly taxonomy?: Taxonomy;
}

export interface AttachedMasks extends MaskSet {
  /** Pictures that have a mask now. */
  readonly matched: number;
  /** Files that look like masks and belong to no picture, or not clearly to one. */
  readonly unmatchedFiles: readonly string[];
  readonly imagesWithout: readonly ImageId[];
}

/**
 * Finds the masks of a scene's pictures in a folder: `<camera>/<frame>.png`, `<camera>/<frame>_gtFine_labelIds.png` and the like, or
 * `<camera>/<frame>/*.png` with one PNG per instance; `<camera>/<frame>_confidence.png` or `.npy` beside them. Other folders may lie between; with
 * one camera its folder may be left out; where sequences have frames of equal names, a folder must name the sequence. A frame may be called by
 * its id or by its picture's name, with or without leading zeros. Pictures without any of these have what a COCO instances JSON of the
 * folder says, `instances_*.json`.
 *
 * The masks' classes: as given, else `classes.json` in the folder (an object from id to name), else Cityscapes where the files are
 * named as its are, else COCO's categories, else those that the scene gives its masks, else the labels'.
 *
 * No mask is read, save the header of the first. Throws DataError where there are no files at all, or a list among them is broken.
 */
export async function attachMasks(scene: Scene, tree: FileTree, options: AttachOptions = {}): Promise<AttachedMasks> {
  const all = await tree.list();
  const folder = options.folder ?? (all.some((path) => path.startsWith('masks/')) ? 'masks' : '');
  const paths = all.filter((path) => folder === '' || path.startsWith(`${folder}/`));
  if (paths.length === 0) throw new DataError('missing', 'has no files', { file: joined(tree.name, folder), expected: 'masks' });
  const names = new ImageNames(scene);
  const { groups, unmatched } = grouped(names, maskFiles(scene, all, paths), folder);
  const files = [...groups.values()].flatMap((group) => [...group.whole]);
  const coco = await findCocoMasks(tree, folder, paths, names.images);
  const classes = await maskClasses(scene, tree, folder, new Set(paths), files, coco.taxonomy, options);
  const plain = await plainFormat(tree, files, options);
  const extras = tablesFor(tree, folder, paths, plain.format);
  const masks = new Map<ImageId, ImageMask>();
  const there = new Set(paths);
  for (const [id, group] of groups) {
    const { used, surplus } = chosen(group, plain.format);
    unmatched.push(...surplus);
    const parts: MaskRef[] = used.map(({ file, kind }) => ({ file, kind, table: extras(kind), confidence: group.confidence, classMap: classes.classMap }));
    if (group.instances.length > 0) parts.push(...(await instanceMasks(tree, group.instances, there, classes.taxonomy)));
    if (parts.length > 0) masks.set(id, { tree, parts });
    else unmatched.push(group.confidence!);
  }
  for (const [{ id }, mask] of coco.masks) if (!masks.has(id)) masks.set(id, { tree, parts: [mask] });
  return {
    taxonomy: classes.taxonomy,
    masks,
    conventions: [...plain.conventions, ...classes.conventions],
    matched: masks.size,
    unmatchedFiles: unmatched.sort(),
    imagesWithout: names.images.map((i) => i.id).filter((id) => !masks.has(id)),
  };
}

/** The masks that came with a dataset: those that the scene refers to, else those in its folder `masks/`; null where it has neither. */
export async function ownMasks(scene: Scene, tree: FileTree): Promise<MaskSet | null> {
  const referred = sceneMasks(scene, tree);
  if (referred.masks.size > 0) return referred;
  const hasFolder = (await tree.list()).some((path) => path.startsWith('masks/'));
  return hasFolder ? attachMasks(scene, tree, { folder: 'masks' }) : null;
}

interface NamedFile extends MaskName {
  readonly file: string;
  readonly exact: boolean;
}

/** The files that belong to one picture. */
interface Group {
  readonly whole: NamedFile[];
  readonly instances: string[];
  confidence?: string;
}

/**
 * PNGs and npys that are not the recording's own pictures: the masks may lie beside those. In a folder of their own, though, where none of the
 * recording's clouds is, masks may well be named as its pictures are.
 */
function maskFiles(scene: Scene, all: readonly string[], paths: readonly string[]): string[] {
  const frames = scene.sequences.flatMap((s) => s.frames);
  const clouds = new Set(frames.flatMap((f) => f.sweeps.map((sweep) => sweep.cloud.file)));
  const pictures = new Set(all.some((path) => clouds.has(path)) ? frames.flatMap((f) => f.images.map((i) => i.file)) : []);
  return paths.filter((path) => ['png', 'npy'].includes(extensionOf(path)) && !pictures.has(path));
}

function grouped(names: ImageNames, files: readonly string[], folder: string): { groups: Map<ImageId, Group>; unmatched: string[] } {
  const groups = new Map<ImageId, Group>();
  const unmatched: string[] = [];
  const groupOf = ({ named }: NameMatch): Group => {
    if (!groups.has(named.id)) groups.set(named.id, { whole: [], instances: [] });
    return groups.get(named.id)!;
  };
  for (const file of files) {
    const folders = folderOf(folder === '' ? file : file.slice(folder.length + 1)).split('/');
    const name = parseMaskName(stemOf(file));
    const own = names.find(folders, name.frame);
    const around = names.find(folders.slice(0, -1), folders[folders.length - 1]);
    const isPng = extensionOf(file) === 'png';
    // 000.png in a frame's folder is its first instance, and not the mask of frame 0.
    const inFrameFolder = around !== null && !names.isSequence(folders[folders.length - 1]) && (around.exact || !own?.exact);
    if (own && name.kind === 'confidence') groupOf(own).confidence = file;
    else if (isPng && inFrameFolder) groupOf(around).instances.push(file);
    else if (isPng && own) groupOf(own).whole.push({ ...name, file, exact: own.exact });
    else unmatched.push(file);
  }
  return { groups, unmatched };
}

/** What tells most comes first; null stands for files whose name does not say what they are. */
const PREFERENCE: readonly (string | null)[] = ['cityscapes-instance-ids', 'class-ids', null, 'cityscapes-train-ids', 'colours'];

/** One file of classes and one of instances; where a dataset writes the same mask in several ways, the one that tells most. */
function chosen({ whole }: Group, plainFormat: string): { used: { file: string; kind: string }[]; surplus: string[] } {
  const surplus: string[] = [];
  const best = (kind: string | null): NamedFile | undefined => {
    const [first, ...rest] = whole.filter((f) => f.kind === kind).sort((a, b) => Number(b.exact) - Number(a.exact));
    surplus.push(...rest.map((f) => f.file));
    return first;
  };
  const classes = PREFERENCE.map(best).find((f) => f !== undefined);
  const used = classes === undefined ? [] : [{ file: classes.file, kind: classes.kind ?? plainFormat }];
  const instances = best('instance-ids');
  if (instances !== undefined) used.push({ file: instances.file, kind: 'instance-ids' });
  return { used, surplus };
}

interface MaskClasses {
  readonly taxonomy: Taxonomy;
  readonly classMap?: MaskRef['classMap'];
  readonly conventions: readonly Convention[];
}

async function maskClasses(
  scene: Scene, tree: FileTree, folder: string, paths: ReadonlySet<string>, files: readonly NamedFile[], coco: Taxonomy | null, options: AttachOptions,
): Promise<MaskClasses> {
  const says = (taxonomy: Taxonomy, source: Convention['source']): MaskClasses =>
    ({ taxonomy, conventions: [{ name: 'mask classes', value: taxonomy.name, source }] });
  if (options.taxonomy) return says(options.taxonomy, 'file');
  const list = joined(folder, 'classes.json');
  // A recording's own classes.json at the top is that of its labels.
  if (folder !== '' && paths.has(list)) return readClassesJson(tree, list, list);
  if (files.some((f) => f.cityscapes)) return says(cityscapes, 'assumed');
  if (coco !== null && files.length === 0) return says(coco, 'file');
  if (scene.maskTaxonomy) return says(scene.maskTaxonomy, 'file');
  return { taxonomy: scene.taxonomy, conventions: [sameClasses(scene)] };
}

const FORMAT_OF_COLOUR: Readonly<Record<PngColour, string>> = {
  grey: 'class-ids', 'grey+alpha': 'class-ids', palette: 'palette', rgb: 'colours', 'rgb+alpha': 'colours',
};

/** The format of files whose name does not say it. */
async function plainFormat(tree: FileTree, files: readonly NamedFile[], options: AttachOptions): Promise<{ format: string; conventions: Convention[] }> {
  const named = [...new Set(files.map((f) => f.kind).filter((kind) => kind !== null))];
  const conventions: Convention[] = named.map((kind) => ({ name: 'mask format', value: `${kind}, by file name`, source: 'assumed' }));
  const plain = files.filter((f) => f.kind === null);
  if (options.format !== undefined) return { format: options.format, conventions };
  if (plain.length === 0) return { format: 'class-ids', conventions };
  const { colour, depth } = await firstHeader(tree, plain.map((f) => f.file));
  const format = FORMAT_OF_COLOUR[colour];
  return { format, conventions: [...conventions, { name: 'mask format', value: `${format}, by the first one: ${colour}, ${depth} bits`, source: 'assumed' }] };
}

/** The header of the first file that has one: a broken mask is an error of its own picture, not of the dataset. Throws where all are broken. */
async function firstHeader(tree: FileTree, files: readonly string[]): ReturnType<typeof readPngHeader> {
  let first: unknown;
  for (const file of files) {
    try {
      return await readPngHeader(await tree.open(file));
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** The JSON that goes with a format, where the folder has one. */
function tablesFor(tree: FileTree, folder: string, paths: readonly string[], format: string): (kind: string) => string | undefined {
  const jsons = paths.filter((path) => extensionOf(path) === 'json' && folderOf(path) === folder && nameOf(path) !== 'classes.json');
  const colours = jsons.find((path) => nameOf(path) === 'colours.json');
  if (format === 'coco-panoptic' && jsons.length !== 1)
    throw new DataError('missing', 'needs the one JSON that says what the segments of its masks are', {
      file: joined(tree.name, folder), expected: '1 JSON file', found: String(jsons.length),
    });
  return (kind) => (kind === 'coco-panoptic' ? jsons[0] : kind === 'colours' ? colours : undefined);
}
