import type { Vec3 } from '#src/core/geometry/units.ts';
import { CLASS } from '../world/classes.ts';
import { matt, type Material, SKIN } from '../world/material.ts';
import { barPart, boxPart, ellipsoidPart, type Part, type Surface } from '../world/part.ts';
import type { Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';
import { sin } from '../world/trig.ts';

const JACKETS = ['#b3352f', '#2c5a8c', '#d8b24a', '#3d6b4f', '#7a4f86', '#c9ccd0'];
const TROUSERS = ['#2b2f3a', '#4a4136', '#1f2226', '#5b6472'];
const HAIR = ['#2a1d14', '#6b4a2b', '#8c8580', '#15120f'];
/** Metres walked in one full step of both legs. */
const STRIDE = 1.4;

/** Someone in clothes of their own, who swings legs and arms with the way walked; `stands` keeps them still; a child is smaller. */
export function pedestrianModel(random: Random, stands = false, child = false): Model {
  const height = child ? random.between(1.05, 1.4) : random.between(1.58, 1.86);
  const jacket = person(matt(random.pick(JACKETS), random.between(0.3, 0.7)));
  const trousers = person(matt(random.pick(TROUSERS), random.between(0.15, 0.4)));
  const hair = person(matt(random.pick(HAIR), 0.25));
  const bag = random.chance(0.5) ? person(matt('#3a332c', 0.2)) : null;
  const phase = random.unit();

  const build = (travelled: number): Part[] => {
    const swing = stands ? 0.12 : sin(2 * Math.PI * (travelled / STRIDE + phase));
    const h = height;
    const parts: Part[] = [];
    for (const side of [-1, 1]) {
      const reach = side * swing;
      const hip: Vec3 = [0, side * 0.09, 0.5 * h], shoulder: Vec3 = [0, side * 0.2, 0.8 * h];
      const knee: Vec3 = [0.15 * reach + 0.03, side * 0.1, 0.27 * h], foot: Vec3 = [0.3 * reach - 0.02, side * 0.1, 0.05];
      const elbow: Vec3 = [-0.12 * reach, side * 0.25, 0.63 * h], hand: Vec3 = [-0.22 * reach + 0.1, side * 0.23, 0.49 * h];
      parts.push(
        barPart(hip, knee, 0.085, trousers), barPart(knee, foot, 0.065, trousers),
        boxPart([foot[0] + 0.05, foot[1], 0.045], [0.27, 0.1, 0.09], person(matt('#26221f', 0.15))),
        barPart(shoulder, elbow, 0.055, jacket), barPart(elbow, hand, 0.045, jacket),
        ellipsoidPart(hand, [0.05, 0.04, 0.07], person(SKIN)),
      );
    }
    parts.push(
      ellipsoidPart([0, 0, 0.66 * h], [0.15, 0.22, 0.21 * h], jacket),
      ellipsoidPart([0, 0, 0.5 * h], [0.14, 0.18, 0.1 * h], trousers),
      barPart([0, 0, 0.82 * h], [0, 0, 0.88 * h], 0.055, person(SKIN)),
      ellipsoidPart([0.01, 0, 0.925 * h], [0.1, 0.08, 0.075 * h], person(SKIN)),
      ellipsoidPart([-0.02, 0, 0.945 * h], [0.1, 0.088, 0.055 * h], hair),
    );
    if (bag) parts.push(boxPart([-0.2, 0, 0.68 * h], [0.16, 0.3, 0.42], bag));
    return parts;
  };
  if (!stands) return { partsAt: build, articulated: true, size: [0.8, 0.62, height] };
  const parts = build(0);
  return stiff(parts, [0.8, 0.62, height]);
}

function person(material: Material): Surface {
  return { classId: CLASS.person, material };
}
