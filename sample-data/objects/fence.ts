import { CLASS } from '../world/classes.ts';
import { DARK_STEEL, matt } from '../world/material.ts';
import { barPart, boxPart, type Part, type Surface } from '../world/part.ts';
import { type Model, stiff } from '../world/street-object.ts';

/** A picket fence along x. */
export function fenceModel(length: number, height = 1.1): Model {
  const wood: Surface = { classId: CLASS.fence, material: matt('#8a7a66', 0.4, 0.15, 0.1) };
  const parts: Part[] = [0.3, 0.85].map((z) => boxPart([0, 0.03, z * height], [length, 0.04, 0.08], wood));
  const pickets = Math.floor(length / 0.2);
  for (let i = 0; i < pickets; i++)
    parts.push(boxPart([((i + 0.5) / pickets - 0.5) * length, 0, height / 2], [0.11, 0.03, height], wood));
  return stiff(parts, [length, 0.1, height]);
}

/** A railing of steel bars along x. */
export function railingModel(length: number, height = 1): Model {
  const steel: Surface = { classId: CLASS.fence, material: DARK_STEEL };
  const parts: Part[] = [0.12, height].map((z) => barPart([-length / 2, 0, z], [length / 2, 0, z], 0.025, steel));
  const bars = Math.max(1, Math.floor(length / 0.13));
  for (let i = 0; i <= bars; i++) {
    const x = (i / bars - 0.5) * length;
    parts.push(i % 12 === 0 ? boxPart([x, 0, height / 2], [0.06, 0.06, height], steel) : barPart([x, 0, 0.12], [x, 0, height], 0.009, steel));
  }
  return stiff(parts, [length, 0.08, height]);
}

/** A wire mesh between posts along x, as around a building site. */
export function meshFenceModel(length: number, height = 2): Model {
  const steel: Surface = { classId: CLASS.fence, material: { ...DARK_STEEL, colour: [0.3, 0.31, 0.32], remission: 0.4 } };
  const parts: Part[] = [];
  for (let x = 0; x <= length; x += 0.14) parts.push(barPart([x - length / 2, 0, 0.12], [x - length / 2, 0, height], 0.004, steel));
  for (const z of [0.12, 0.6, 1.1, 1.6, height]) parts.push(barPart([-length / 2, 0, z], [length / 2, 0, z], 0.012, steel));
  for (let x = 0; x <= length; x += 3) parts.push(barPart([x - length / 2, 0, 0], [x - length / 2, 0, height], 0.03, steel));
  return stiff(parts, [length, 0.08, height]);
}
