import { CLASS } from '../world/classes.ts';
import { CONCRETE, DARK_STEEL, matt, type Material, paint, WINDOW } from '../world/material.ts';
import { barPart, boxPart, type Part, type Surface, type SurfaceAt, taperedPart } from '../world/part.ts';
import { rollRotation } from '../world/pose.ts';
import { hashUnit, type Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

const of = (material: Material): Surface => ({ classId: CLASS.building, material });
const PLASTER = ['#d9c9a8', '#c98f6b', '#b8bfc4', '#e3ddd0', '#a9583f', '#9fae9a', '#d8b98f'];
const ROOFS = ['#6b3a2c', '#4a4d52', '#7a4a35'];
const AWNINGS = ['#8f2f2a', '#2f5f4a', '#2f4a7a', '#b8862f'];
const FRAME = of(paint('#ebe9e2', 0.5, 0.05)), PANE = of(WINDOW), SILL = of(CONCRETE);
const STOREY = 3.0;
const GROUND_STOREY = 3.4;
/** A window and its share of wall, metres along the front. */
const BAY = 2.6;

/**
 * A house whose front stands at y = 0 and looks towards -y, `width` along x and `depth` behind the front.
 * Windows, sills and doors stand out of the wall; a shop has panes and an awning on the ground floor.
 */
export function buildingModel(random: Random, width: number, depth: number, storeys: number, shop: boolean): Model {
  const wallHeight = GROUND_STOREY + (storeys - 1) * STOREY;
  const roofHeight = random.between(1.8, 3.2);
  const roof = of(matt(random.pick(ROOFS), 0.3, 0.15, 0.25));
  const parts: Part[] = [
    boxPart([0, depth / 2, wallHeight / 2], [width, depth, wallHeight], wall(random)),
    boxPart([0, depth / 2, 0.25], [width + 0.1, depth + 0.1, 0.5], of(matt('#77746d', 0.3))),
    boxPart([0, depth / 2, wallHeight + 0.1], [width + 0.3, depth + 0.5, 0.24], of(matt('#cfc8ba', 0.4))),
    taperedPart(
      [0, depth / 2, wallHeight + 0.22 + roofHeight / 2], [width + 0.1, depth + 0.3, roofHeight], [0.4, 0.4, depth * 0.42], roof,
    ),
    boxPart([random.between(-0.3, 0.3) * width, depth / 2, wallHeight + roofHeight], [0.7, 0.6, 1.8], of(matt('#8a4b38', 0.3, 0.2, 0.1))),
    barPart([width / 2 - 0.15, -0.06, 0.1], [width / 2 - 0.15, -0.06, wallHeight], 0.05, of(DARK_STEEL)),
  ];
  const bays = Math.floor((width - 0.6) / BAY);
  const doorBay = Math.floor(random.unit() * bays);
  const balconies = random.chance(0.4);
  for (let bay = 0; bay < bays; bay++) {
    const x = (bay - (bays - 1) / 2) * BAY;
    if (bay === doorBay) parts.push(...door(x, random));
    else if (shop) parts.push(...shopWindow(x));
    else parts.push(...window(x, 1.1, 1.15, 1.5));
    for (let storey = 1; storey < storeys; storey++) {
      const base = GROUND_STOREY + (storey - 1) * STOREY;
      if (balconies && bay % 2 === 1) parts.push(...balcony(x, base));
      parts.push(...window(x, base + 0.85, 1.15, 1.55));
    }
  }
  if (shop) parts.push(...shopFront(width, random));
  return stiff(parts, [width, depth, wallHeight + roofHeight]);
}

/** Plaster, or bricks in running bond. */
function wall(random: Random): Surface | SurfaceAt {
  const hex = random.pick(PLASTER);
  if (hex !== '#a9583f') return of(matt(hex, 0.4, 0.04, 0.5));
  const mortar = of(matt('#b3a596', 0.35)), bricks = [0.86, 0.95, 1.05].map((shade) => of(shaded(hex, shade)));
  return (x, y, z, nx) => {
    const along = (Math.abs(nx) > 0.5 ? y : x) + 100, course = Math.floor((z + 100) / 0.12);
    const shifted = along + (course % 2) * 0.15;
    const inMortar = z + 100 - course * 0.12 < 0.015 || shifted - Math.floor(shifted / 0.3) * 0.3 < 0.018;
    return inMortar ? mortar : bricks[Math.floor(hashUnit(course, Math.floor(shifted / 0.3), 7) * bricks.length)];
  };
}

function shaded(hex: string, shade: number): Material {
  const plain = matt(hex, 0.35);
  return { ...plain, colour: [plain.colour[0] * shade, plain.colour[1] * shade, plain.colour[2] * shade] };
}

function window(x: number, base: number, width: number, height: number): Part[] {
  const middle = base + height / 2;
  return [
    boxPart([x, 0, middle], [width + 0.2, 0.1, height + 0.2], FRAME),
    boxPart([x - width / 4, 0, middle], [width / 2 - 0.04, 0.13, height], PANE),
    boxPart([x + width / 4, 0, middle], [width / 2 - 0.04, 0.13, height], PANE),
    boxPart([x, -0.04, base - 0.13], [width + 0.36, 0.3, 0.08], SILL),
  ];
}

function door(x: number, random: Random): Part[] {
  const leaf = of(paint(random.pick(['#4a2f22', '#27423a', '#3b3f52']), 0.25, 0.1));
  return [
    boxPart([x, 0, 1.25], [1.35, 0.16, 2.5], FRAME),
    boxPart([x, 0, 1.15], [1.1, 0.2, 2.1], leaf),
    boxPart([x, 0, 2.32], [1.1, 0.2, 0.22], PANE),
    boxPart([x, -0.3, 0.08], [1.5, 0.6, 0.16], SILL),
  ];
}

function shopWindow(x: number): Part[] {
  return [boxPart([x, 0, 1.55], [BAY - 0.2, 0.14, 2.1], of(DARK_STEEL)), boxPart([x, 0, 1.55], [BAY - 0.4, 0.18, 1.95], PANE)];
}

function shopFront(width: number, random: Random): Part[] {
  const colour = random.pick(AWNINGS);
  const cloth = of(matt(colour, 0.5)), white = of(matt('#e8e4da', 0.6));
  const stripes: SurfaceAt = (x) => (Math.floor((x + 100) / 0.4) % 2 === 0 ? cloth : white);
  return [
    boxPart([0, -0.1, 2.95], [width - 0.8, 0.16, 0.5], cloth),
    boxPart([0, -0.62, 2.62], [width - 1.0, 1.2, 0.05], stripes, rollRotation(0.28)),
  ];
}

function balcony(x: number, base: number): Part[] {
  const parts: Part[] = [boxPart([x, -0.5, base + 0.05], [2.0, 1.0, 0.14], SILL)];
  const rail = of(DARK_STEEL);
  parts.push(boxPart([x, -0.97, base + 1.05], [2.0, 0.05, 0.06], rail));
  for (let i = -5; i <= 5; i++) parts.push(boxPart([x + i * 0.19, -0.97, base + 0.57], [0.03, 0.03, 0.95], rail));
  for (const side of [-1, 1]) parts.push(boxPart([x + side * 0.98, -0.5, base + 1.05], [0.05, 1.0, 0.06], rail));
  return parts;
}
