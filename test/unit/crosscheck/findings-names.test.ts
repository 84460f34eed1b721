import { expect, it } from 'vitest';
import { carryIds } from '#src/core/crosscheck/findings/carry-ids.ts';
import { withIgnoredRegions } from '#src/core/crosscheck/findings/ignored-regions.ts';
import { ignoreRegions } from '#src/core/crosscheck/decisions/ignore-regions.ts';
import { compileClassMap } from '#src/core/labels/class-map.ts';
import { findingOf, recordOf } from '#test/support/findings.ts';

it('a decision stays with its thing: not with its neighbour, which the data names otherwise', () => {
  const decided = findingOf('dark car', { track: '4', points: 500 }), neighbour = findingOf('van', { track: '5', points: 400 });
  expect(carryIds([recordOf(decided, 'mask-wrong', 1)], [neighbour]).map(({ id }) => id)).toEqual(['van']);
  expect(carryIds([recordOf(decided, 'mask-wrong', 1)], [{ ...neighbour, track: '4' }]).map(({ id }) => id)).toEqual(['dark car']);
});

it('a wrong mask takes out its own instance, and leaves the neighbour of the same class', () => {
  const [view] = findingOf('a').views, [{ mask }] = view.votes;
  const finding = findingOf('a', { views: [{ ...view, maskInstance: 7, box: { u0: 0, v0: 0, u1: 9, v1: 9 }, verdicts: { ...view.verdicts, disagrees: 5 } }] });
  const map = { from: 'a', to: 'b', pairs: [{ label: finding.label, mask: mask + 1 }, { label: finding.label + 1, mask }], voidMask: [], voidLabel: [], loneMask: [], loneLabel: [] };
  const regions = ignoreRegions(finding, compileClassMap(map), () => null, { author: 'x', timeMs: 0 });
  expect(regions.map(({ maskInstance }) => maskInstance)).toEqual([7]);
  const size = { width: 10, height: 10 };
  const whole = { ...size, classes: new Uint16Array(100).fill(mask), instances: Uint16Array.from({ length: 100 }, (_, i) => (i % 10 < 5 ? 7 : 8)), confidence: null, unknown: [] };
  const left = withIgnoredRegions(whole, size, regions);
  expect([...left.classes].map((id, i) => [id, whole.instances[i]]).filter(([id]) => id === 0).every(([, instance]) => instance === 7)).toBe(true);
  expect(left.classes.filter((id) => id === 0).length).toBeGreaterThan(20);
});
