import type { ClassMap, ClassPair } from './class-map.ts';
import type { ClassMapFile } from './class-map-file.ts';
import { CLASS_MAP_SCHEMA_VERSION, resolvedMap } from './class-map-file.ts';
import { mapPresets } from './maps/index.ts';
import type { ClassDef, Taxonomy } from './taxonomy.ts';

/** A class map that nobody has looked at yet: shown, and to be changed or accepted. */
export interface SuggestedMap {
  readonly map: ClassMap;
  /** One line for the user: "preset SemanticKITTI to Cityscapes". */
  readonly why: string;
}

/** Share of a taxonomy's classes that a preset must name: others are additions to a dataset that it was made for. */
const PRESET_SHARE = 0.75;

/**
 * A map between two taxonomies: the identity where they are one, else the preset that names most of their classes, in either direction, else by
 * equal names. Names are compared without case and punctuation. Classes that are left over are unmapped, and stay countable.
 */
export function suggestClassMap(labels: Taxonomy, masks: Taxonomy): SuggestedMap {
  if (isSame(labels, masks)) return { map: identityMap(labels, masks), why: `the same classes: ${labels.name}` };
  const preset = bestPreset(labels, masks);
  if (preset) return { map: presetMap(preset, labels, masks), why: `preset ${preset.labels} to ${preset.masks}` };
  return { map: identityMap(labels, masks), why: 'classes of equal names' };
}

/**
 * Pairs classes of equal names, and a class with the one that it refines: what is moving-car to one is car to the other. Of one and the same
 * taxonomy, classes are paired by id.
 */
export function identityMap(labels: Taxonomy, masks: Taxonomy): ClassMap {
  const same = isSame(labels, masks);
  const isOne = (a: ClassDef, b: ClassDef): boolean => (same ? a.id === b.id : plain(a.name) === plain(b.name));
  const parentOf = (c: ClassDef, of: Taxonomy): ClassDef | undefined => of.classes.find((p) => p.id === c.parent);
  const agree = (label: ClassDef, mask: ClassDef): boolean => {
    const labelParent = parentOf(label, labels), maskParent = parentOf(mask, masks);
    return isOne(label, mask) || (labelParent !== undefined && isOne(labelParent, mask)) || (maskParent !== undefined && isOne(label, maskParent));
  };
  const pairs = labels.classes.flatMap((label) =>
    masks.classes.filter((mask) => agree(label, mask)).map((mask): ClassPair => ({ label: label.id, mask: mask.id })));
  return { from: labels.name, to: masks.name, pairs, voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] };
}

/** The map with labels and masks in each other's place. */
export function swapped(file: ClassMapFile): ClassMapFile {
  const sides = (s: ClassMapFile['void']): ClassMapFile['void'] => s && { labels: s.masks, masks: s.labels };
  return {
    schemaVersion: CLASS_MAP_SCHEMA_VERSION,
    labels: file.masks,
    masks: file.labels,
    agree: file.agree.map((group) => ({ labels: group.masks, masks: group.labels })),
    void: sides(file.void),
    lone: sides(file.lone),
  };
}

function isSame(a: Taxonomy, b: Taxonomy): boolean {
  return a.classes.length === b.classes.length && a.classes.every((c, i) => c.id === b.classes[i].id && plain(c.name) === plain(b.classes[i].name));
}

function bestPreset(labels: Taxonomy, masks: Taxonomy): ClassMapFile | null {
  let best: ClassMapFile | null = null, bestShare = PRESET_SHARE;
  for (const preset of mapPresets.flatMap((p) => [p, swapped(p)])) {
    const share = Math.min(shareNamed(labels, namesOf(preset, 'labels')), shareNamed(masks, namesOf(preset, 'masks')));
    if (share >= bestShare && (best === null || share > bestShare)) [best, bestShare] = [preset, share];
  }
  return best;
}

/** A preset's map of taxonomies that are at least much like its own; what they lack is left out. */
function presetMap(preset: ClassMapFile, labels: Taxonomy, masks: Taxonomy): ClassMap {
  const resolver = ({ classes }: Taxonomy) => {
    const ids = new Map(classes.map((c) => [plain(c.name), c.id]));
    return (ref: string | number): number | null => ids.get(plain(String(ref))) ?? null;
  };
  return { ...resolvedMap(preset, resolver(labels), resolver(masks)), from: labels.name, to: masks.name };
}

function namesOf(file: ClassMapFile, side: 'labels' | 'masks'): ReadonlySet<string> {
  const groups = [...file.agree.map((g) => g[side]), file.void?.[side] ?? [], file.lone?.[side] ?? []];
  return new Set(groups.flat().map((name) => plain(String(name))));
}

function shareNamed({ classes }: Taxonomy, names: ReadonlySet<string>): number {
  return classes.filter((c) => names.has(plain(c.name))).length / classes.length;
}

/** 'Traffic-Sign' and 'traffic sign' are one. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
