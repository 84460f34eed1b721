import { CLASS } from '../world/classes.ts';
import { matt } from '../world/material.ts';
import { boxPart, type Part, type Surface } from '../world/part.ts';
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
