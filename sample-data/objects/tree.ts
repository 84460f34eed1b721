import type { Vec3 } from '#src/core/geometry/units.ts';
import { CLASS } from '../world/classes.ts';
import { BARK, matt } from '../world/material.ts';
import { barPart, boxPart, leafPart, type Part, type Surface, taperedBarPart } from '../world/part.ts';
import type { Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

const foliage = (hexes: readonly string[]): readonly Surface[] =>
  hexes.map((hex) => ({ classId: CLASS.vegetation, material: matt(hex, 0.45, 0.3, 0.04) }));
const LEAVES = [
  foliage(['#5a7a33', '#67883c', '#4c6b2c', '#78974a']), foliage(['#4f6f3d', '#5d7f46', '#3f5c30', '#6b8c52']),
  foliage(['#7d8f3a', '#8a9a42', '#6b7f33', '#98a552']),
];
const HEDGE = foliage(['#3f5c2c', '#4a6a33', '#557739', '#35502a']);
const CORE: Surface = { classId: CLASS.vegetation, material: matt('#2a3a1e', 0.3, 0.4, 0.05) };
const TRUNK: Surface = { classId: CLASS.trunk, material: BARK };

/** A street tree: trunk, limbs, twigs, and a crown of many small leaves with gaps that beams and sunlight pass through. */
export function treeModel(random: Random): Model {
  const height = random.between(6, 8.5), crown = random.between(1.6, 2.5), fork = random.between(2.1, 2.7);
  const tall = (height - fork) / 2, middle = fork + tall, leaves = random.pick(LEAVES);
  const lean = random.between(-0.12, 0.12), girth = random.between(0.13, 0.2);
  const top: Vec3 = [lean, lean * 0.5, fork];
  const parts: Part[] = [
    taperedBarPart([0, 0, -0.2], [0, 0, 0.35], girth * 1.5, girth * 1.05, TRUNK), taperedBarPart([0, 0, 0.3], top, girth * 1.05, girth * 0.8, TRUNK),
    taperedBarPart([...top], [0, 0, height - 0.9], girth * 0.7, 0.025, TRUNK),
  ];
  const twigs: Vec3[] = [];
  for (let limb = 0; limb < 11; limb++) {
    const from: Vec3 = [top[0] * (1 - limb / 11), top[1] * (1 - limb / 11), fork - 0.1 + (limb / 11) * tall * 1.3];
    const [x, y, z] = direction(random);
    const tip: Vec3 = [x * crown * 0.72, y * crown * 0.72, Math.max(from[2] + 0.3, middle + z * tall * 0.7)];
    parts.push(taperedBarPart(from, tip, girth * 0.38, 0.018, TRUNK));
    for (let twig = 0; twig < 5; twig++) {
      const along = random.between(0.45, 1);
      const base: Vec3 = [from[0] + (tip[0] - from[0]) * along, from[1] + (tip[1] - from[1]) * along, from[2] + (tip[2] - from[2]) * along];
      const [u, v, w] = direction(random);
      const end: Vec3 = [base[0] + u * 0.7, base[1] + v * 0.7, base[2] + w * 0.5 + 0.15];
      parts.push(barPart(base, end, 0.011, TRUNK));
      twigs.push(end);
    }
  }
  // Leaves in clusters around the twigs, and thinner over the whole shell of the crown.
  for (const twig of twigs) for (let i = 0; i < 64; i++) parts.push(leafAround(random, twig, 0.45, leaves));
  for (let i = 0; i < 1100; i++) {
    const [x, y, z] = direction(random);
    const out = random.between(0.6, 1);
    parts.push(leafAround(random, [x * crown * out, y * crown * out, middle + z * tall * out], 0.15, leaves));
  }
  return stiff(parts, [2 * crown + 0.8, 2 * crown + 0.8, height + 0.4]);
}

function leafAround(random: Random, [x, y, z]: Vec3, spread: number, leaves: readonly Surface[]): Part {
  const [u, v, w] = direction(random), away = spread * random.unit();
  const [nx, ny, nz] = direction(random);
  const size = random.between(0.045, 0.1);
  return leafPart([x + u * away, y + v * away, z + w * away * 0.8], [size, size * 0.62], [nx, ny, 0.4 + Math.abs(nz)], random.pick(leaves));
}

/** A clipped hedge along x: a dark inside, with leaves all over it. */
export function hedgeModel(random: Random, length: number, height: number, width: number): Model {
  const parts: Part[] = [boxPart([0, 0, height / 2 - 0.15], [length - 0.25, width - 0.3, height - 0.15], CORE)];
  const count = Math.round(length * 170);
  for (let i = 0; i < count; i++) {
    // On the top or on one of the long sides, by their share of the surface.
    const onTop = random.chance(width / (width + 2 * height)), side = random.chance(0.5) ? 1 : -1;
    const x = random.between(-0.5, 0.5) * length;
    const at: Vec3 = onTop ? [x, random.between(-0.5, 0.5) * width, height - 0.1] : [x, side * (width / 2 - 0.1), random.between(0.02, height)];
    parts.push(leafAround(random, at, 0.13, HEDGE));
  }
  return stiff(parts, [length, width, height]);
}

/** A round shrub. */
export function shrubModel(random: Random): Model {
  const radius = random.between(0.4, 0.75), leaves = random.pick(LEAVES);
  const parts: Part[] = [];
  for (let stem = 0; stem < 5; stem++) {
    const [x, y] = direction(random);
    parts.push(barPart([0, 0, -0.1], [x * radius * 0.6, y * radius * 0.6, radius], 0.014, TRUNK));
  }
  for (let i = 0; i < 420; i++) {
    const [x, y, z] = direction(random), out = random.between(0.55, 1);
    parts.push(leafAround(random, [x * radius * out, y * radius * out, radius * (0.9 + 0.85 * z * out)], 0.08, leaves));
  }
  return stiff(parts, [2 * radius, 2 * radius, 1.8 * radius]);
}

/** Tall grass and weeds on a verge: blades that stand up, over `length` x `width`. */
export function grassModel(random: Random, length: number, width: number, count: number): Model {
  const parts: Part[] = [];
  const blades = foliage(['#6f8a3f', '#83974d', '#5d7a35']).map(({ material }): Surface => ({ classId: CLASS.terrain, material }));
  for (let i = 0; i < count; i++) {
    const [nx, ny] = direction(random), tall = random.between(0.05, 0.17);
    parts.push(leafPart([random.between(-0.5, 0.5) * length, random.between(-0.5, 0.5) * width, tall * 0.5], [0.05, tall], [nx, ny, 0.15], random.pick(blades)));
  }
  return stiff(parts, [length, width, 0.2]);
}

/** Uniform over the sphere (Marsaglia 1972: rejection, no trigonometry). */
function direction(random: Random): Vec3 {
  for (;;) {
    const a = random.between(-1, 1), b = random.between(-1, 1);
    const s = a * a + b * b;
    if (s >= 1) continue;
    const root = 2 * Math.sqrt(1 - s);
    return [a * root, b * root, 1 - 2 * s];
  }
}
