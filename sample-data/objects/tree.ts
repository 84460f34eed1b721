import type { Vec3 } from '#src/core/geometry/units.ts';
import { CLASS } from '../world/classes.ts';
import { BARK, matt } from '../world/material.ts';
import { barPart, ellipsoidPart, type Part, type Surface } from '../world/part.ts';
import type { Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

const LEAVES: readonly Surface[] = ['#4c6b2c', '#5a7a33', '#67883c', '#42602a'].map(
  (hex) => ({ classId: CLASS.vegetation, material: matt(hex, 0.45, 0.45, 0.09) }),
);
const TRUNK: Surface = { classId: CLASS.trunk, material: BARK };

/** A street tree: trunk, limbs, and a crown of many tufts with gaps that beams and sunlight pass through. */
export function treeModel(random: Random): Model {
  const height = random.between(5.8, 7.6), crown = random.between(1.5, 2.1);
  const fork = random.between(2.1, 2.6), middle = height - crown * 1.05;
  const parts: Part[] = [barPart([0, 0, 0], [0, 0, fork], random.between(0.13, 0.19), TRUNK)];
  for (let limb = 0; limb < 4; limb++) {
    const [x, y] = direction(random);
    parts.push(barPart([0, 0, fork - 0.1], [x * crown * 0.55, y * crown * 0.55, middle + random.between(-0.2, 0.7)], 0.06, TRUNK));
  }
  for (let tuft = 0; tuft < 170; tuft++) {
    const [x, y, z] = direction(random);
    const out = crown * random.between(0.35, 1);
    const radius = random.between(0.13, 0.32);
    const center: Vec3 = [x * out, y * out, middle + z * out * 1.05];
    parts.push(ellipsoidPart(center, [radius, radius * random.between(0.8, 1.2), radius * random.between(0.55, 0.8)], random.pick(LEAVES)));
  }
  return stiff(parts, [2 * crown + 0.8, 2 * crown + 0.8, height + 0.4]);
}

/** A row of clipped bushes along x. */
export function hedgeModel(random: Random, length: number, height: number, width: number): Model {
  const parts: Part[] = [];
  const tufts = Math.round(length * 9);
  for (let i = 0; i < tufts; i++) {
    const radius = random.between(0.16, 0.28);
    const x = ((i + random.unit()) / tufts - 0.5) * length;
    const center: Vec3 = [x, random.between(-0.5, 0.5) * (width - radius), random.between(0.1, height - radius * 0.8)];
    parts.push(ellipsoidPart(center, [radius * 1.2, radius, radius], random.pick(LEAVES)));
  }
  return stiff(parts, [length, width, height]);
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
