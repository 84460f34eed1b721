import type { ClassMap } from '#src/core/labels/class-map.ts';
import { suggestClassMap } from '#src/core/labels/class-map-suggest.ts';
import { CANNOT_TELL_CLASS, MAX_CLASS } from '#src/core/labels/label.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';

/** What the classes of the labels become in an export. */
export interface ExportMapping {
  /** One line for the user: "the dataset's own ids". */
  readonly why: string;
  /** The classes as they go out; id 0 may be one of them. */
  readonly taxonomy: Taxonomy;
  /** Class id of the labels → class id in the files, 0..65535. Dropped classes become 0. */
  readonly table: Uint16Array;
  /** Classes of the labels that have nothing to become. */
  readonly dropped: ReadonlySet<number>;
  /** Classes that several of the target would fit: the first one is taken. */
  readonly ambiguous: ReadonlyMap<number, readonly number[]>;
  /** What the source calls its class 0, where that is a real class: unlabelled points then look like it. */
  readonly realZero: string | null;
}

/** One class of a set: what it becomes, and how many points that concerns. */
export interface MappingRow {
  readonly from: number;
  readonly name: string;
  /** Null: dropped, and the points go out as 0. */
  readonly to: number | null;
  readonly toName: string;
  readonly points: number;
}

/** The ids that the dataset itself uses: ids that were moved on the way in, since 0 is unlabelled here, go back. */
export function ownIds(scene: Scene): ExportMapping {
  const table = plainTable();
  const moved = sourceClassMap(scene);
  for (const [source, ours] of Object.entries(moved)) table[ours] = Number(source);
  const classes = scene.taxonomy.classes.map((c) => ({ ...c, id: table[c.id] }));
  const zero = classes.find((c) => c.id === 0);
  return {
    why: zero ? `the dataset's own ids, with ${zero.name} as 0 again` : "the dataset's own ids",
    taxonomy: { ...scene.taxonomy, classes: classes.sort((a, b) => a.id - b.id) }, table, dropped: new Set(), ambiguous: new Map(), realZero: zero?.name ?? null,
  };
}

/** The classes of another taxonomy, by a map between the two: the user's, or the one that suggests itself. */
export function mappedTo(labels: Taxonomy, target: Taxonomy, map?: ClassMap): ExportMapping {
  const { map: used, why } = map ? { map, why: 'a class map' } : suggestClassMap(labels, target);
  const table = new Uint16Array(MAX_CLASS + 1), dropped = new Set<number>(), ambiguous = new Map<number, readonly number[]>();
  for (const { id, name } of labels.classes) {
    const partners = [...new Set(used.pairs.filter((p) => p.label === id).map((p) => p.mask))].sort((a, b) => a - b);
    const same = partners.find((p) => plain(className(target, p)) === plain(name));
    if (partners.length > 1 && same === undefined) ambiguous.set(id, partners);
    if (partners.length === 0) dropped.add(id);
    else table[id] = same ?? partners[0];
  }
  dropped.add(CANNOT_TELL_CLASS);
  return { why: `${target.name}: ${why}`, taxonomy: target, table, dropped, ambiguous, realZero: null };
}

/** The same with some classes changed by hand: null drops one. */
export function withRows(mapping: ExportMapping, rows: ReadonlyMap<number, number | null>): ExportMapping {
  const table = mapping.table.slice(), dropped = new Set(mapping.dropped), ambiguous = new Map(mapping.ambiguous);
  for (const [from, to] of rows) {
    table[from] = to ?? 0;
    ambiguous.delete(from);
    if (to === null) dropped.add(from);
    else dropped.delete(from);
  }
  return { ...mapping, table, dropped, ambiguous };
}

/** What becomes of each class that the set uses, most points first. */
export function mappingRows(mapping: ExportMapping, labels: Taxonomy, source: ReadonlyMap<number, number>): MappingRow[] {
  return [...source].filter(([id]) => id !== 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([from, points]) => {
    const to = isDropped(mapping, from) ? null : mapping.table[from];
    return { from, name: className(labels, from), to, toName: to === null ? 'unlabelled' : outName(mapping, to), points };
  });
}

/** The name of a class as it goes out; 0 may be a real one. */
export function outName({ taxonomy }: Pick<ExportMapping, 'taxonomy'>, id: number): string {
  return taxonomy.classes.find((c) => c.id === id)?.name ?? className(taxonomy, id);
}

/** A class that no taxonomy knows goes nowhere in another one either. */
export function isDropped({ table, dropped, realZero }: ExportMapping, id: number): boolean {
  return dropped.has(id) || (id !== 0 && table[id] === 0 && realZero === null);
}

/** Source id → our id of the ids that were moved; the same over a dataset. */
export function sourceClassMap(scene: Scene): Readonly<Record<number, number>> {
  for (const { frame } of allFrames(scene)) for (const { labels } of frame.sweeps) if (labels?.classMap) return labels.classMap;
  return {};
}

function plainTable(): Uint16Array {
  return Uint16Array.from({ length: MAX_CLASS + 1 }, (_, id) => id);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
