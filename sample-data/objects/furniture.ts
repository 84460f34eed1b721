import type { Vec3 } from '#src/core/geometry/units.ts';
import { CLASS } from '../world/classes.ts';
import { CONCRETE, DARK_STEEL, GLASS, matt, type Material, paint, rgb, STEEL } from '../world/material.ts';
import { barPart, boxPart, type Part, type Surface, taperedBarPart } from '../world/part.ts';
import { type Model, stiff } from '../world/street-object.ts';

const object = (material: Material): Surface => ({ classId: CLASS.otherObject, material });
const pole = (material: Material): Surface => ({ classId: CLASS.pole, material });

/** A mast with traffic lights that face -x: one head beside it, and one over the road along `armLength` metres of arm towards +y. */
export function trafficLightModel(armLength: number): Model {
  const parts: Part[] = [
    taperedBarPart([0, 0, -0.2], [0, 0, 5.6], 0.1, 0.07, pole(STEEL)), boxPart([0, 0, 0.4], [0.3, 0.26, 0.8], pole(CONCRETE)),
    ...head(-0.16, 0, 2.6), ...head(0.16, 0, 2.6, 1),
  ];
  if (armLength > 0) parts.push(taperedBarPart([0, 0, 5.35], [0, armLength, 5.75], 0.06, 0.04, pole(STEEL)), ...head(-0.12, armLength - 0.15, 5.25));
  return stiff(parts, [0.6, 2 * armLength + 0.4, 5.9]);
}

function head(x: number, y: number, z: number, facing = -1): Part[] {
  const box = object(paint('#1a1c1c', 0.12, 0.1));
  const lens = (up: number, hex: string): Part =>
    barPart([x + facing * 0.05, y, z + up], [x + facing * 0.12, y, z + up], 0.1, object({ colour: rgb(hex), remission: 0.3, gloss: 0.4 }));
  return [boxPart([x, y, z], [0.16, 0.32, 0.95], box), lens(0.3, '#e02818'), lens(0, '#4a3a12'), lens(-0.3, '#123a22')];
}

/** A timber pole that carries wires: a cross-arm with insulators along y. */
export function wirePoleModel(height: number): Model {
  const wood = pole(matt('#6b5844', 0.3, 0.25, 0.06));
  const parts: Part[] = [taperedBarPart([0, 0, -0.3], [0, 0, height], 0.15, 0.1, wood), boxPart([0, 0, height - 0.5], [0.12, 2.0, 0.12], wood)];
  for (const y of [-0.9, -0.3, 0.3, 0.9]) parts.push(barPart([0, y, height - 0.44], [0, y, height - 0.26], 0.035, pole(paint('#d8d4cc', 0.5))));
  return stiff(parts, [0.3, 2.0, height]);
}

/** Wires from one place to another, `sag` metres lower in the middle: a parabola in straight pieces. */
export function wireModel(from: Vec3, to: Vec3, sag: number): Model {
  const wire: Surface = { classId: CLASS.otherStructure, material: matt('#26282a', 0.2) };
  const pieces = 14;
  const at = (i: number): Vec3 => {
    const u = i / pieces;
    return [from[0] + (to[0] - from[0]) * u, from[1] + (to[1] - from[1]) * u, from[2] + (to[2] - from[2]) * u - 4 * sag * u * (1 - u)];
  };
  const parts = Array.from({ length: pieces }, (_, i) => barPart(at(i), at(i + 1), 0.014, wire));
  return stiff(parts, [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]) + 0.1, Math.max(from[2], to[2])]);
}

export function benchModel(): Model {
  const wood = object(matt('#7c5a38', 0.35, 0.2, 0.1)), iron = object(DARK_STEEL);
  const parts: Part[] = [-0.16, 0, 0.16].map((y) => boxPart([0, y, 0.46], [1.7, 0.12, 0.04], wood));
  parts.push(...[0.6, 0.78].map((z) => boxPart([0, 0.25, z], [1.7, 0.04, 0.13], wood)));
  for (const x of [-0.7, 0.7]) parts.push(boxPart([x, 0, 0.22], [0.06, 0.44, 0.44], iron), boxPart([x, 0.27, 0.6], [0.06, 0.05, 0.5], iron));
  return stiff(parts, [1.7, 0.6, 0.86]);
}

/** A wheeled bin for household waste. */
export function binModel(hex: string): Model {
  const plastic = object(paint(hex, 0.25, 0.1));
  return stiff([
    { ...boxPart([0, 0, 0.54], [0.52, 0.5, 0.9], plastic) }, boxPart([0.02, 0, 1.02], [0.6, 0.54, 0.08], plastic),
    barPart([-0.22, -0.25, 0.1], [-0.22, 0.25, 0.1], 0.1, object(matt('#161616', 0.05))),
  ], [0.6, 0.54, 1.06]);
}

/** A shelter at a bus stop, open towards -y: glass walls in steel frames under a flat roof. */
export function shelterModel(): Model {
  const steel: Surface = { classId: CLASS.otherStructure, material: STEEL }, glass: Surface = { classId: CLASS.otherStructure, material: { ...GLASS, loss: 0.5 } };
  const dark: Surface = { classId: CLASS.otherStructure, material: DARK_STEEL };
  const parts: Part[] = [boxPart([0, 0, 2.45], [4.2, 1.7, 0.12], dark), boxPart([0, 0.7, 1.25], [3.9, 0.03, 1.9], glass)];
  for (const x of [-1.95, -0.65, 0.65, 1.95]) parts.push(boxPart([x, 0.7, 1.2], [0.07, 0.07, 2.4], steel));
  for (const x of [-1.95, 1.95]) parts.push(boxPart([x, 0.1, 1.25], [0.03, 1.1, 1.9], glass), boxPart([x, -0.5, 1.2], [0.07, 0.07, 2.4], steel));
  parts.push(boxPart([0, 0.42, 0.46], [2.6, 0.36, 0.05], steel));
  return stiff(parts, [4.2, 1.7, 2.5]);
}

/** A cabinet for cables or post. */
export function cabinetModel(hex: string, size: Vec3): Model {
  return stiff([boxPart([0, 0, size[2] / 2], size, object(paint(hex, 0.35, 0.1))), boxPart([0, 0, size[2] + 0.02], [size[0] + 0.06, size[1] + 0.06, 0.05], object(paint(hex, 0.3, 0.1)))], size);
}
