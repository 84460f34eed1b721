import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { parseJson } from '../io/json.ts';
import type { ClassMap, ClassPair } from './class-map.ts';
import type { Taxonomy } from './taxonomy.ts';

/**
 * A class map as a file, by names as people write it:
 *
 * ```json
 * {
 *   "schemaVersion": 1,
 *   "labels": "SemanticKITTI",
 *   "masks": "Cityscapes",
 *   "agree": [
 *     { "labels": ["road", "lane-marking"], "masks": ["road"] },
 *     { "labels": ["terrain", "vegetation"], "masks": ["terrain", "vegetation"] }
 *   ],
 *   "void": { "labels": ["outlier"], "masks": ["ego vehicle", 3] },
 *   "lone": { "masks": ["sky"] }
 * }
 * ```
 *
 * In each entry of `agree` every label class goes with every mask class. `void` classes are not checked; `lone` ones
 * contradict every class of the other side. A class may be given by its id instead of its name. What is mentioned nowhere is unmapped,
 * and is reported as such. `labels` and `masks` at the top name the taxonomies, for people: names and ids are looked up in those that
 * the labels and masks at hand have.
 */
export type ClassMapFile = v.InferOutput<typeof classMapSchema>;

export const CLASS_MAP_SCHEMA_VERSION = 1;

const classRef = v.union([v.pipe(v.string(), v.nonEmpty()), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))]);
const classRefs = v.array(classRef);
const sides = v.strictObject({ labels: v.optional(classRefs), masks: v.optional(classRefs) });

export const classMapSchema = v.strictObject({
  schemaVersion: v.pipe(v.number(), v.integer(), v.minValue(1)),
  labels: v.string(),
  masks: v.string(),
  agree: v.array(v.strictObject({ labels: v.pipe(classRefs, v.nonEmpty()), masks: v.pipe(classRefs, v.nonEmpty()) })),
  void: v.optional(sides),
  lone: v.optional(sides),
});

type ClassRef = v.InferOutput<typeof classRef>;

/**
 * Reads the text of a class map. Throws DataError that names the entry: 'malformed' where the file is none or gives a class two
 * meanings, 'missing' for a class that its taxonomy does not have, 'unsupported' for a newer version.
 */
export function parseClassMap(text: string, file: string, labels: Taxonomy, masks: Taxonomy): ClassMap {
  const json = parseJson(text, file);
  refuseNewer(json, file);
  const result = v.safeParse(classMapSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError('malformed', 'is no class map', {
      file, where: v.getDotPath(issue) ?? 'the top level', expected: issue.expected ?? undefined, found: issue.received,
    });
  }
  const resolve = (taxonomy: Taxonomy) => (ref: ClassRef, where: string): number => {
    const found = taxonomy.classes.filter((c) => c.name === ref || c.id === ref);
    if (found.length === 1) return found[0].id;
    throw new DataError(found.length === 0 ? 'missing' : 'malformed', `names a class that ${found.length === 0 ? 'is not there' : 'several have'}`, {
      file, where, expected: `a class of ${taxonomy.name}`, found: JSON.stringify(ref),
    });
  };
  const map = resolvedMap(result.output, resolve(labels), resolve(masks));
  checkMeanings(map, file, labels, masks);
  return map;
}

/** The map of a file whose references `label` and `mask` resolve; references that give null are left out. */
export function resolvedMap(
  file: ClassMapFile, label: (ref: ClassRef, where: string) => number | null, mask: (ref: ClassRef, where: string) => number | null,
): ClassMap {
  type Resolve = typeof label;
  const ids = (refs: readonly ClassRef[] | undefined, resolve: Resolve, where: string): number[] =>
    sorted((refs ?? []).map((ref, i) => resolve(ref, `${where}[${i}]`)).filter((id) => id !== null));
  const pairs = file.agree.flatMap((group, i) => {
    const maskIds = ids(group.masks, mask, `agree[${i}].masks`);
    return ids(group.labels, label, `agree[${i}].labels`).flatMap((l) => maskIds.map((m): ClassPair => ({ label: l, mask: m })));
  });
  return {
    from: file.labels,
    to: file.masks,
    pairs: sortedPairs(pairs),
    voidMask: ids(file.void?.masks, mask, 'void.masks'),
    voidLabel: ids(file.void?.labels, label, 'void.labels'),
    loneMask: ids(file.lone?.masks, mask, 'lone.masks'),
    loneLabel: ids(file.lone?.labels, label, 'lone.labels'),
  };
}

/** The file of a map: names where a taxonomy has them once, label classes that go with the same mask classes in one entry. */
export function classMapFile(map: ClassMap, labels: Taxonomy, masks: Taxonomy): ClassMapFile {
  const name = ({ classes }: Taxonomy) => (id: number): ClassRef => {
    const found = classes.find((c) => c.id === id)?.name;
    return found !== undefined && classes.filter((c) => c.name === found).length === 1 ? found : id;
  };
  const label = name(labels), mask = name(masks);
  const masksOf = new Map<number, number[]>();
  for (const pair of sortedPairs(map.pairs)) masksOf.set(pair.label, [...(masksOf.get(pair.label) ?? []), pair.mask]);
  const groups = new Map<string, { labels: number[]; masks: number[] }>();
  for (const [id, maskIds] of masksOf) {
    const key = maskIds.join();
    if (!groups.has(key)) groups.set(key, { labels: [], masks: maskIds });
    groups.get(key)!.labels.push(id);
  }
  return {
    schemaVersion: CLASS_MAP_SCHEMA_VERSION,
    labels: map.from,
    masks: map.to,
    agree: [...groups.values()].map((group) => ({ labels: group.labels.map(label), masks: group.masks.map(mask) })),
    void: { labels: map.voidLabel.map(label), masks: map.voidMask.map(mask) },
    lone: { labels: map.loneLabel.map(label), masks: map.loneMask.map(mask) },
  };
}

/** Text that `parseClassMap` reads back to an equal map. */
export function writeClassMap(map: ClassMap, labels: Taxonomy, masks: Taxonomy): string {
  return `${JSON.stringify(classMapFile(map, labels, masks), null, 2)}\n`;
}

/** Before anything else is checked: a newer file may break every rule of this version. */
function refuseNewer(json: unknown, file: string): void {
  const version = typeof json === 'object' && json !== null && 'schemaVersion' in json ? json.schemaVersion : undefined;
  if (typeof version !== 'number' || version <= CLASS_MAP_SCHEMA_VERSION) return;
  throw new DataError('unsupported', 'was written for a newer version of Pointweld', {
    file, where: 'schemaVersion', expected: `at most ${CLASS_MAP_SCHEMA_VERSION}`, found: String(version),
  });
}

function checkMeanings(map: ClassMap, file: string, labels: Taxonomy, masks: Taxonomy): void {
  const check = (paired: readonly number[], voids: readonly number[], lone: readonly number[], taxonomy: Taxonomy): void => {
    const seen = new Map<number, string>();
    for (const [ids, meaning] of [[paired, 'agree'], [voids, 'void'], [lone, 'lone']] as const)
      for (const id of new Set(ids)) {
        if (seen.has(id))
          throw new DataError('malformed', 'gives a class two meanings', {
            file, where: meaning, found: `${taxonomy.classes.find((c) => c.id === id)?.name ?? id} of ${taxonomy.name}, which is in ${seen.get(id)!} too`,
          });
        seen.set(id, meaning);
      }
  };
  check(map.pairs.map((p) => p.label), map.voidLabel, map.loneLabel, labels);
  check(map.pairs.map((p) => p.mask), map.voidMask, map.loneMask, masks);
}

function sorted(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}

/** In order, each once. */
function sortedPairs(pairs: readonly ClassPair[]): ClassPair[] {
  const order = [...pairs].sort((a, b) => a.label - b.label || a.mask - b.mask);
  return order.filter((p, i) => i === 0 || p.label !== order[i - 1].label || p.mask !== order[i - 1].mask);
}
