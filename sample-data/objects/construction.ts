import { CLASS } from '../world/classes.ts';
import { matt, type Material, paint, REFLECTOR, rgb, RUBBER, STEEL } from '../world/material.ts';
import { barPart, boxPart, ellipsoidPart, type Part, type Surface, type SurfaceAt, taperedBarPart, taperedPart } from '../world/part.ts';
import type { Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

const of = (material: Material): Surface => ({ classId: CLASS.otherObject, material });
const ORANGE = of(paint('#e2541b', 0.45, 0)), WHITE = of(REFLECTOR), RED: Surface = of({ colour: rgb('#c01f1f'), remission: 0.8, retro: true });

/** A traffic cone with a white sleeve. */
export function coneModel(): Model {
  const skin: SurfaceAt = (_x, _y, z) => (z > -0.02 && z < 0.14 ? WHITE : ORANGE);
  return stiff([boxPart([0, 0, 0.02], [0.38, 0.38, 0.04], of(RUBBER)), taperedBarPart([0, 0, 0.04], [0, 0, 0.72], 0.14, 0.03, skin)], [0.38, 0.38, 0.72]);
}

/** A barrier board with red and white stripes on two feet, along y. */
export function barrierModel(length = 1.8): Model {
  const stripes: SurfaceAt = (_x, y, z) => (Math.floor((y + z + 100) / 0.3) % 2 === 0 ? RED : WHITE);
  const parts: Part[] = [boxPart([0, 0, 0.95], [0.04, length, 0.24], stripes), boxPart([0, 0, 0.4], [0.04, length, 0.16], stripes)];
  for (const side of [-1, 1]) {
    const y = side * (length / 2 - 0.12);
    parts.push(boxPart([0, y, 0.56], [0.05, 0.06, 1.04], of(STEEL)), boxPart([0, y, 0.05], [0.7, 0.24, 0.1], of(RUBBER)));
  }
  parts.push(barPart([0, length / 2 - 0.12, 1.08], [0, length / 2 - 0.12, 1.3], 0.07, of(paint('#e8a41c', 0.6, 0.2))));
  return stiff(parts, [0.7, length, 1.35]);
}

/** A heap of earth or gravel. */
export function heapModel(random: Random, length: number, width: number, height: number): Model {
  const earth: Surface = { classId: CLASS.terrain, material: matt('#7d684b', 0.35, 0.35, 0.06) };
  const parts: Part[] = [ellipsoidPart([0, 0, 0], [length / 2, width / 2, height], earth)];
  for (let i = 0; i < 40; i++) {
    const x = random.between(-0.42, 0.42) * length, y = random.between(-0.42, 0.42) * width;
    const up = 1 - (4 * x * x) / (length * length) - (4 * y * y) / (width * width);
    const size = random.between(0.06, 0.2);
    parts.push(ellipsoidPart([x, y, height * Math.sqrt(Math.max(up, 0))], [size, size * random.between(0.7, 1.2), size * 0.7], earth));
  }
  return stiff(parts, [length, width, height]);
}

/** A small excavator: tracks, cab, boom, arm and bucket. */
export function excavatorModel(): Model {
  const part = (material: Material): Surface => ({ classId: CLASS.otherVehicle, material });
  const yellow = part(paint('#dba11a', 0.5, 0.15)), dark = part(matt('#1d1d1f', 0.06)), glass = part({ colour: rgb('#20282f'), remission: 0.06, gloss: 0.9, loss: 0.6 });
  const cab: SurfaceAt = (_x, _y, z, _nx, _ny, nz) => (nz > 0.5 || z < -0.3 || z > 0.62 ? yellow : glass);
  const parts: Part[] = [
    ...[-1, 1].map((side) => boxPart([0, side * 0.75, 0.32], [2.4, 0.4, 0.6], dark)), boxPart([0, 0, 0.5], [1.4, 1.2, 0.3], dark),
    taperedPart([-0.45, 0, 1.15], [1.9, 1.7, 0.9], [0.1, 0.35, 0.1], yellow), taperedPart([0.45, 0.42, 1.65], [1.1, 0.8, 1.5], [0.2, 0.05, 0.08], cab),
    barPart([0.6, -0.25, 1.1], [1.9, -0.25, 2.6], 0.13, yellow), barPart([1.9, -0.25, 2.6], [3.0, -0.25, 1.5], 0.1, yellow),
    barPart([0.9, -0.25, 0.95], [1.5, -0.25, 2.0], 0.05, part(STEEL)), taperedPart([3.05, -0.25, 1.1], [0.6, 0.7, 0.6], [0, 0.25, 0.05], dark),
  ];
  return stiff(parts, [4.6, 2.0, 2.75]);
}
