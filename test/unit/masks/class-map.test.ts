import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import { compileClassMap, RELATION } from '#src/core/labels/class-map.ts';
import { parseClassMap, writeClassMap } from '#src/core/labels/class-map-file.ts';
import { identityMap, suggestClassMap, swapped } from '#src/core/labels/class-map-suggest.ts';
import { unmappedClasses } from '#src/core/labels/class-map-unmapped.ts';
import { mapPresets } from '#src/core/labels/maps/index.ts';
import { cityscapes, driving, nuscenes, pandaset, presets, semanticKitti } from '#src/core/labels/presets/index.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { DataError } from '#src/core/errors.ts';

const taxonomy = (name: string, names: Record<number, string>): Taxonomy =>
  ({ name, classes: Object.entries(names).map(([id, n]) => ({ id: Number(id), name: n, colour: '#123456', kind: 'stuff' })) });

const empty: ClassMap = { from: 'a', to: 'b', pairs: [], voidLabel: [], voidMask: [], loneLabel: [], loneMask: [] };

/** The map in words, class by class: what the compiled tables must say. */
function plainRelation(map: ClassMap, label: number, mask: number): number {
  if (label === 0 || label === 65535 || map.voidLabel.includes(label) || mask === 0 || map.voidMask.includes(mask)) return RELATION.void;
  if (!map.loneLabel.includes(label) && !map.pairs.some((p) => p.label === label)) return RELATION.unmappedLabel;
  if (!map.loneMask.includes(mask) && !map.pairs.some((p) => p.mask === mask)) return RELATION.unmappedMask;
  return map.pairs.some((p) => p.label === label && p.mask === mask) ? RELATION.agrees : RELATION.disagrees;
}

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 });
/** Each class has one meaning at most: the first few are paired, the next void, the next lone, the rest nothing. */
const anyMap = fc.tuple(ids, ids, fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 12 })).map(([labels, masks, pairs]): ClassMap => ({
  from: 'a', to: 'b',
  pairs: [...new Map(pairs.filter(([l, m]) => l < labels.length && m < masks.length).map(([l, m]) => [`${l} ${m}`, { label: labels[l], mask: masks[m] }])).values()]
    .sort((a, b) => a.label - b.label || a.mask - b.mask),
  voidLabel: labels.slice(6, 8).sort((a, b) => a - b), voidMask: masks.slice(6, 8).sort((a, b) => a - b),
  loneLabel: labels.slice(8, 10).sort((a, b) => a - b), loneMask: masks.slice(8, 10).sort((a, b) => a - b),
}));

describe('a class map', () => {
  it('answers as its words say', () => {
    fc.assert(fc.property(anyMap, (map) => {
      const compiled = compileClassMap(map);
      for (const label of [...Array.from({ length: 14 }, (_, i) => i), 65534, 65535])
        for (const mask of [...Array.from({ length: 14 }, (_, i) => i), 65535]) expect(compiled.relation(label, mask)).toBe(plainRelation(map, label, mask));
    }), { numRuns: 60 });
  });

  it('is many-to-many', () => {
    const { relation } = compileClassMap({ ...empty, pairs: [{ label: 1, mask: 7 }, { label: 2, mask: 7 }, { label: 1, mask: 8 }] });
    expect([relation(1, 7), relation(2, 7), relation(1, 8), relation(2, 8)]).toEqual([RELATION.agrees, RELATION.agrees, RELATION.agrees, RELATION.disagrees]);
  });

  it('may not contradict itself', () => expect(() => compileClassMap({ ...empty, pairs: [{ label: 1, mask: 7 }], voidMask: [7] })).toThrow(RangeError));

  it('lists what it does not mention, with counts', () => {
    const map: ClassMap = { ...empty, pairs: [{ label: 1, mask: 7 }], voidLabel: [2], loneMask: [8] };
    const labels = taxonomy('a', { 1: 'one', 2: 'two', 3: 'three' }), masks = taxonomy('b', { 7: 'seven', 8: 'eight', 9: 'nine' });
    const counts = new Map([[0, 5], [1, 5], [2, 5], [3, 5], [4, 70], [5, 0], [65535, 1]]);
    expect(unmappedClasses(map, labels, counts, masks, new Map([[0, 1], [7, 1], [8, 1], [9, 2]]))).toEqual([
      { side: 'label', id: 4, name: 'class 4', count: 70 }, { side: 'label', id: 3, name: 'three', count: 5 }, { side: 'mask', id: 9, name: 'nine', count: 2 },
    ]);
  });
});

describe('the file of a class map', () => {
  const labels = taxonomy('a', { 1: 'one', 2: 'two', 3: 'same', 4: 'same' }), masks = taxonomy('b', { 1: 'seven', 2: 'eight', 9: 'nine' });

  it('gives the same map again, whatever the names', () => {
    const numbered = (name: string) => taxonomy(name, Object.fromEntries(Array.from({ length: 12 }, (_, i) => [i + 1, `n${i % 9}`])));
    fc.assert(fc.property(anyMap, (map) => {
      const text = writeClassMap(map, numbered('a'), numbered('b'));
      expect(parseClassMap(text, 'map.json', numbered('a'), numbered('b'))).toEqual(map);
    }), { numRuns: 100 });
  });

  const file = (more: object): string => JSON.stringify({ schemaVersion: 1, labels: 'a', masks: 'b', agree: [], ...more });
  const parse = (more: object) => parseClassMap(file(more), 'map.json', labels, masks);

  it('takes names and ids, in groups', () => {
    expect(parse({ agree: [{ labels: ['two', 1], masks: ['seven', 'eight'] }], void: { labels: [3] }, lone: { masks: ['nine'] } })).toEqual({
      from: 'a', to: 'b', pairs: [{ label: 1, mask: 1 }, { label: 1, mask: 2 }, { label: 2, mask: 1 }, { label: 2, mask: 2 }],
      voidLabel: [3], voidMask: [], loneLabel: [], loneMask: [9],
    });
  });

  it.each([
    [{ agree: [{ labels: ['one'], masks: ['sevn'] }] }, /missing|map\.json.*agree\[0\]\.masks\[0\].*"sevn"/],
    [{ agree: [{ labels: ['same'], masks: ['seven'] }] }, /map\.json.*agree\[0\]\.labels\[0\].*"same"/],
    [{ agree: [{ labels: ['one'], masks: ['seven'] }], void: { masks: [1] } }, /map\.json.*void.*seven of b.*agree/],
    [{ agree: [{ labels: ['one'], masks: [] }] }, /map\.json.*agree\.0\.masks/],
    [{ agrees: [] }, /map\.json.*agrees/],
    [{ schemaVersion: 2, agree: 7 }, /newer/],
  ])('is refused by name: %j', (more, message) => {
    expect(() => parse(more)).toThrow(message);
    expect(() => parse(more)).toThrow(DataError);
  });

  it('shows an example that it accepts', async () => {
    const { readFileSync } = await import('node:fs');
    const source = readFileSync(new URL('../../../src/core/labels/class-map-file.ts', import.meta.url), 'utf8');
    const example = /```json([^`]*)```/.exec(source)![1].replaceAll(/^ \* ?/gm, '');
    expect(parseClassMap(example, 'map.json', semanticKitti, cityscapes).pairs).toHaveLength(6);
  });
});

describe('the presets', () => {
  const byName = new Map(presets.map((p) => [p.taxonomy.name, p.taxonomy]));
  const cases = mapPresets.map((p) => [p.labels, p.masks, p] as const);

  it.each(cases)('%s to %s names classes that are there, once each, and leaves none out', (from, to, preset) => {
    const labels = byName.get(from)!, masks = byName.get(to)!;
    const map = parseClassMap(JSON.stringify(preset), 'preset', labels, masks);
    const compiled = compileClassMap(map);
    expect(labels.classes.filter((c) => compiled.isUnmapped('label', c.id)).map((c) => c.name)).toEqual([]);
    expect(masks.classes.filter((c) => compiled.isUnmapped('mask', c.id)).map((c) => c.name)).toEqual([]);
    expect(suggestClassMap(labels, masks)).toEqual({ map, why: `preset ${from} to ${to}` });
  });

  it.each(cases)('%s to %s: classes of one name agree, if they are checked at all', (from, to, preset) => {
    const labels = byName.get(from)!, masks = byName.get(to)!;
    const compiled = compileClassMap(parseClassMap(JSON.stringify(preset), 'preset', labels, masks));
    for (const { label, mask } of identityMap(labels, masks).pairs)
      if (labels.classes.find((c) => c.id === label)!.parent === undefined && masks.classes.find((c) => c.id === mask)!.parent === undefined)
        // 'ground' is any other ground in Cityscapes, and void.
        expect(cityscapes.classes.find((c) => c.id === mask)!.name === 'ground' ? RELATION.void : RELATION.agrees).toBe(compiled.relation(label, mask));
  });

  it('say what matters: a car is no truck, the sky is nothing that a laser meets, the ego vehicle is not asked', () => {
    for (const [labels, car, road] of [[semanticKitti, 10, 40], [nuscenes, 17, 24], [pandaset, 13, 7], [driving, 1, 10]] as const) {
      const { relation } = compileClassMap(suggestClassMap(labels, cityscapes).map);
      expect([26, 27, 7, 23, 1, 0].map((mask) => relation(car, mask))).toEqual(
        [RELATION.agrees, RELATION.disagrees, RELATION.disagrees, RELATION.disagrees, RELATION.void, RELATION.void]);
      expect(relation(road, 7)).toBe(RELATION.agrees);
    }
  });
});

describe('a suggestion', () => {
  it('is the identity for one taxonomy; a moving car is a car', () => {
    const { map, why } = suggestClassMap(semanticKitti, semanticKitti);
    const { relation } = compileClassMap(map);
    expect(why).toBe('the same classes: SemanticKITTI');
    expect([relation(10, 10), relation(252, 10), relation(10, 252), relation(252, 252), relation(252, 11), relation(20, 259), relation(252, 258)]).toEqual([
      RELATION.agrees, RELATION.agrees, RELATION.agrees, RELATION.agrees, RELATION.disagrees, RELATION.agrees, RELATION.disagrees,
    ]);
  });

  it('is a preset for a dataset\'s own list with other ids and a class more, and the other way round', () => {
    const own = taxonomy('pandaset-002', Object.fromEntries([...pandaset.classes.map((c, i) => [100 + i, c.name]), [7, 'My Class']]));
    const { map, why } = suggestClassMap(own, cityscapes);
    expect(why).toBe('preset PandaSet to Cityscapes');
    expect(map).toMatchObject({ from: 'pandaset-002', to: 'Cityscapes' });
    expect(compileClassMap(map).relation(112, 26)).toBe(RELATION.agrees);
    expect(compileClassMap(map).relation(7, 26)).toBe(RELATION.unmappedLabel);
    const back = suggestClassMap(cityscapes, own);
    expect(back.why).toBe('preset Cityscapes to PandaSet');
    expect(compileClassMap(back.map).relation(26, 112)).toBe(RELATION.agrees);
  });

  it('is by equal names for what nobody knows', () => {
    const { map, why } = suggestClassMap(taxonomy('a', { 1: 'Traffic-Light', 2: 'yak' }), taxonomy('b', { 5: 'traffic light', 2: 'gnu' }));
    expect(why).toBe('classes of equal names');
    expect(map.pairs).toEqual([{ label: 1, mask: 5 }]);
  });

  it('has two ends', () => {
    for (const preset of mapPresets) expect(swapped(swapped(preset))).toEqual(expect.objectContaining({ labels: preset.labels, agree: preset.agree }));
  });
});
