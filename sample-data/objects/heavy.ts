import type { Vec3 } from '#src/core/geometry/units.ts';
import { CLASS } from '../world/classes.ts';
import { DARK_STEEL, GLASS, LAMP_RED, LAMP_WHITE, matt, type Material, paint, REFLECTOR, RUBBER, STEEL } from '../world/material.ts';
import { barPart, boxPart, type Part, type Surface, type SurfaceAt, taperedPart } from '../world/part.ts';
import type { Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

const UNDERSIDE = matt('#17181a', 0.05);
const TRIM = matt('#232528', 0.08);

/** Axles of a heavy vehicle: tyre, rim and hub on both sides. */
function axles(classId: number, xs: readonly number[], width: number, radius: number): Part[] {
  const of = (material: Material): Surface => ({ classId, material });
  return xs.flatMap((x) => [-1, 1].flatMap((side) => {
    const disc = (r: number, from: number, to: number, m: Material): Part => barPart([x, side * from, radius], [x, side * to, radius], r, of(m));
    const outer = width / 2;
    return [disc(radius, outer - 0.34, outer - 0.03, RUBBER), disc(radius * 0.58, outer - 0.2, outer - 0.02, STEEL), disc(radius * 0.2, outer - 0.1, outer + 0.03, DARK_STEEL)];
  }));
}

function lamps(classId: number, front: number, back: number, width: number, z: number): Part[] {
  const parts: Part[] = [];
  const at = (x: number, y: number, height: number, size: Vec3, material: Material): void => {
    parts.push(boxPart([x, y, height], size, { classId, material }));
  };
  for (const side of [-1, 1]) {
    at(front - 0.04, side * (width / 2 - 0.3), z, [0.12, 0.36, 0.16], LAMP_WHITE);
    at(back + 0.02, side * (width / 2 - 0.16), z, [0.08, 0.16, 0.34], LAMP_RED);
  }
  at(front + 0.02, 0, z - 0.15, [0.04, 0.52, 0.11], REFLECTOR);
  at(back - 0.02, 0, z - 0.1, [0.04, 0.52, 0.11], REFLECTOR);
  return parts;
}

/** A city bus: a box with rows of windows, doors on the right, a roof with its cooling. */
export function busModel(random: Random): Model {
  const length = 11.8, width = 2.5, height = 3.0;
  const of = (material: Material): Surface => ({ classId: CLASS.bus, material });
  const colour = random.pick(['#b8282a', '#d8a21f', '#2f6f9f']);
  const body = of(paint(colour, 0.4, 0.3)), white = of(paint('#e6e4dd', 0.5, 0.3)), glass = of(GLASS), door = of(paint('#2b2f33', 0.15, 0.4));
  const half = length / 2;
  const skin: SurfaceAt = (x, _y, z, nx, ny, nz) => {
    if (nz > 0.9) return white;
    const up = z + height / 2 + 0.15;
    if (Math.abs(nx) > 0.5) return nx > 0 && up > 1.0 && up < 2.65 ? glass : up > 1.5 && up < 2.5 && nx < 0 ? glass : up > 2.65 && nx > 0 ? door : body;
    const isDoor = ny < 0 && ((x > half - 1.9 && x < half - 0.6) || (x > -0.4 && x < 0.9));
    if (isDoor && up > 0.35 && up < 2.45) return Math.abs(x - Math.floor(x / 0.65) * 0.65) < 0.07 ? door : glass;
    if (up > 1.25 && up < 2.4 && x < half - 0.5) return x + 100 - Math.floor((x + 100) / 1.45) * 1.45 < 0.1 ? door : glass;
    return up < 0.75 ? body : white;
  };
  const parts: Part[] = [
    boxPart([0, 0, 0.35 + (height - 0.3) / 2], [length, width, height - 0.4], skin), boxPart([0, 0, 0.4], [length - 0.3, width - 0.2, 0.35], of(UNDERSIDE)),
    taperedPart([-2.5, 0, height + 0.18], [3.2, 1.7, 0.3], [0.2, 0.2, 0.15], white), boxPart([half + 0.02, 0, 2.78], [0.06, 1.7, 0.28], of(paint('#f0a81c', 0.6, 0))),
    ...axles(CLASS.bus, [half - 2.7, -half + 3.3], width, 0.48), ...lamps(CLASS.bus, half, -half, width, 0.75),
  ];
  for (const side of [-1, 1]) parts.push(boxPart([half + 0.12, side * (width / 2 + 0.12), 2.1], [0.12, 0.22, 0.4], door));
  return stiff(parts, [length + 0.1, width + 0.02, height + 0.33]);
}

/** A lorry: cab, and a box or an open bed with a load. */
export function truckModel(random: Random, tipper = false): Model {
  const length = 7.6, width = 2.4, half = length / 2, height = tipper ? 2.75 : 3.35;
  const of = (material: Material): Surface => ({ classId: CLASS.truck, material });
  const colour = of(paint(random.pick(['#d9d9d4', '#2d5c8a', '#b9502a']), 0.4, 0.3)), glass = of(GLASS), trim = of(TRIM);
  const cab: SurfaceAt = (x, y, z, nx, ny) => {
    if (z < 0.15 || z > 0.85) return colour;
    if (nx > 0.5) return Math.abs(y) < width / 2 - 0.25 ? glass : colour;
    return Math.abs(ny) > 0.5 && x > -0.35 && x < 0.6 && z > 0.2 ? glass : colour;
  };
  const box = of(paint('#dcdad2', 0.5, 0.1)), rib = of(paint('#b9b7ae', 0.4, 0.1));
  const boxSkin: SurfaceAt = (x) => (x + 100 - Math.floor((x + 100) / 0.9) * 0.9 < 0.06 ? rib : box);
  const parts: Part[] = [
    boxPart([-0.2, 0, 0.72], [length - 0.4, 0.9, 0.26], of(UNDERSIDE)), taperedPart([half - 0.95, 0, 1.55], [1.9, width - 0.05, 2.1], [0.22, 0.04, 0.06], cab),
    boxPart([half - 0.15, 0, 0.5], [0.3, width - 0.1, 0.3], trim), boxPart([half - 2.3, -0.9, 0.62], [0.7, 0.4, 0.45], of(STEEL)),
    ...axles(CLASS.truck, [half - 1.25, -half + 1.6], width, 0.48), ...lamps(CLASS.truck, half, -half, width, 0.82),
  ];
  if (tipper) {
    const wall = of(paint('#c9761f', 0.4, 0.1));
    parts.push(boxPart([-1.15, 0, 1.0], [5.2, width, 0.12], wall), taperedPart([-1.15, 0, 1.7], [4.7, width - 0.3, 1.2], [1.5, 1.3, 0.9], of(matt('#7a6448', 0.35, 0.3, 0.08))));
    for (const side of [-1, 1]) parts.push(boxPart([-1.15, side * (width / 2 - 0.04), 1.4], [5.2, 0.08, 0.8], wall));
    parts.push(boxPart([-3.71, 0, 1.4], [0.08, width, 0.8], wall), boxPart([1.41, 0, 1.6], [0.08, width, 1.2], wall));
  } else parts.push(boxPart([-1.05, 0, 2.1], [5.5, width, 2.4], boxSkin));
  for (const side of [-1, 1]) parts.push(boxPart([half - 0.25, side * (width / 2 + 0.13), 2.0], [0.1, 0.2, 0.45], trim));
  return stiff(parts, [length + 0.1, width + 0.02, height]);
}
