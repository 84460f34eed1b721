import { CLASS } from '../world/classes.ts';
import { CONCRETE, DARK_STEEL, matt, type Material, paint, STEEL, WINDOW } from '../world/material.ts';
import { barPart, boxPart, type Part, type Surface, type SurfaceAt, taperedPart } from '../world/part.ts';
import { rollRotation } from '../world/pose.ts';
import { hashUnit, type Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

const of = (material: Material): Surface => ({ classId: CLASS.building, material });
const PLASTER = ['#d9c9a8', '#c98f6b', '#b8bfc4', '#e3ddd0', '#a9583f', '#9fae9a', '#d8b98f', '#c7b6bd'];
const ROOFS = ['#6b3a2c', '#4a4d52', '#7a4a35'];
const AWNINGS = ['#8f2f2a', '#2f5f4a', '#2f4a7a', '#b8862f'];
const FRAME = of(paint('#ebe9e2', 0.5, 0.05)), PANE = of(WINDOW), SILL = of(CONCRETE), DARK = of(matt('#2c2926', 0.15));
const STOREY = 3.0;
const GROUND_STOREY = 3.4;
/** A window and its share of wall, metres along the front. */
const BAY = 2.6;
/** How deep windows, doors and gateways lie in the wall. */
const RECESS = 0.28;
/** Walls go on below the ground, which is not level. */
const BASE = 1.5;

type Opening = 'window' | 'door' | 'shop' | 'gateway' | 'wall';

/**
 * A house whose front stands at y = 0 and looks towards -y, `width` along x and `depth` behind the front. The front is piers and
 * bands around openings: windows and doors lie in it, a gateway leads into a yard; shops have panes, a sign and an awning.
 */
export function buildingModel(random: Random, width: number, depth: number, storeys: number, shop: boolean): Model {
  const wallHeight = GROUND_STOREY + (storeys - 1) * STOREY;
  const roofHeight = random.between(1.8, 3.2);
  const skin = wall(random);
  const bays = Math.floor((width - 0.6) / BAY);
  const doorBay = Math.floor(random.unit() * bays), gateBay = random.chance(0.4) ? (doorBay + 2) % bays : -1;
  const parts: Part[] = [
    ...body(width, depth, wallHeight, skin, gateBay < 0 ? null : (gateBay - (bays - 1) / 2) * BAY),
    boxPart([0, -0.03, (0.45 - BASE) / 2], [width, 0.06, 0.45 + BASE], of(matt('#77746d', 0.3, 0.1, 0.2))),
    boxPart([0, depth / 2, wallHeight + 0.1], [width + 0.1, depth + 0.7, 0.24], of(matt('#cfc8ba', 0.4))),
    taperedPart(
      [0, depth / 2, wallHeight + 0.22 + roofHeight / 2], [width, depth + 0.5, roofHeight], [0.1, 0.1, depth * 0.42],
      tiles(random),
    ),
    boxPart([random.between(-0.3, 0.3) * width, depth / 2, wallHeight + roofHeight], [0.7, 0.6, 1.8], of(matt('#8a4b38', 0.3, 0.2, 0.1))),
    barPart([width / 2 - 0.15, -0.07, 0], [width / 2 - 0.15, -0.07, wallHeight], 0.05, of(DARK_STEEL)),
    barPart([-width / 2, -0.38, wallHeight], [width / 2, -0.38, wallHeight], 0.07, of(STEEL)),
  ];
  const balconies = random.chance(0.4);
  for (let storey = 0; storey < storeys; storey++) {
    const floor = storey === 0 ? 0 : GROUND_STOREY + (storey - 1) * STOREY;
    const top = GROUND_STOREY + storey * STOREY;
    const kinds = Array.from({ length: bays }, (_, bay): Opening => {
      if (storey > 0) return hashUnit(bay, storey, bays) < 0.06 ? 'wall' : 'window';
      return bay === doorBay ? 'door' : bay === gateBay ? 'gateway' : shop ? 'shop' : 'window';
    });
    parts.push(...front(width, floor, top, kinds, skin));
    kinds.forEach((kind, bay) => {
      const x = (bay - (bays - 1) / 2) * BAY;
      parts.push(...filling(kind, x, floor, random));
      if (storey > 0 && kind === 'window' && balconies && bay % 2 === 1) parts.push(...balcony(x, floor));
    });
  }
  if (shop) parts.push(...shopFront(width, random));
  return stiff(parts, [width, depth, wallHeight + roofHeight]);
}

/** The house behind its front, with a passage through it where there is a gateway. */
function body(width: number, depth: number, height: number, skin: Surface | SurfaceAt, gateX: number | null): Part[] {
  const inner = depth - RECESS, y = RECESS + inner / 2;
  if (gateX === null) return [boxPart([0, y, (height - BASE) / 2], [width, inner, height + BASE], skin)];
  const left = gateX - 1.15 + width / 2, right = width / 2 - gateX - 1.15;
  return [
    boxPart([-width / 2 + left / 2, y, (2.9 - BASE) / 2], [left, inner, 2.9 + BASE], skin),
    boxPart([width / 2 - right / 2, y, (2.9 - BASE) / 2], [right, inner, 2.9 + BASE], skin),
    boxPart([0, y, (2.9 + height) / 2], [width, inner, height - 2.9], skin),
    boxPart([gateX, depth - 0.1, 1.3], [2.4, 0.1, 3.2], of(matt('#5b4a3a', 0.3, 0.2, 0.15))),
  ];
}

/** Half width, bottom and top over the floor of an opening; null where the wall is closed. */
function hole(kind: Opening): readonly [halfWidth: number, bottom: number, top: number] | null {
  if (kind === 'wall') return null;
  if (kind === 'door') return [0.6, -BASE, 2.4];
  if (kind === 'gateway') return [1.15, -BASE, 2.9];
  return kind === 'shop' ? [1.15, 0.5, 2.6] : [0.58, 0.95, 2.5];
}

/** One storey of the front wall: what is left of it between, below and above the openings. */
function front(width: number, floor: number, top: number, kinds: readonly Opening[], skin: Surface | SurfaceAt): Part[] {
  const parts: Part[] = [];
  const bottom = floor === 0 ? -BASE : floor;
  const fill = (x0: number, x1: number, z0: number, z1: number): void => {
    if (x1 - x0 > 0.01 && z1 - z0 > 0.01) parts.push(boxPart([(x0 + x1) / 2, RECESS / 2, (z0 + z1) / 2], [x1 - x0, RECESS, z1 - z0], skin));
  };
  let begin = -width / 2;
  kinds.forEach((kind, bay) => {
    const size = hole(kind), x = (bay - (kinds.length - 1) / 2) * BAY;
    if (!size) return;
    const [half, low, high] = size;
    fill(begin, x - half, bottom, top);
    fill(x - half, x + half, bottom, Math.max(floor + low, bottom));
    fill(x - half, x + half, floor + high, top);
    begin = x + half;
  });
  fill(begin, width / 2, bottom, top);
  return parts;
}

/** What stands in an opening: frames, panes and door leaves at the back of the recess. */
function filling(kind: Opening, x: number, floor: number, random: Random): Part[] {
  const y = RECESS - 0.04;
  if (kind === 'window') {
    const blind = random.chance(0.2) ? [boxPart([x, y - 0.06, floor + 2.2], [1.1, 0.03, 0.55], FRAME)] : [];
    return [
      boxPart([x, y, floor + 1.725], [1.16, 0.06, 1.55], FRAME),
      boxPart([x - 0.28, y - 0.02, floor + 1.725], [0.46, 0.06, 1.4], PANE), boxPart([x + 0.28, y - 0.02, floor + 1.725], [0.46, 0.06, 1.4], PANE),
      boxPart([x, -0.04, floor + 0.92], [1.4, 0.34, 0.07], SILL), ...blind,
    ];
  }
  if (kind === 'door') {
    const leaf = of(paint(random.pick(['#4a2f22', '#27423a', '#3b3f52']), 0.25, 0.1));
    return [
      boxPart([x, y, 0.4], [1.2, 0.08, 4], FRAME), boxPart([x, y - 0.03, 1.05], [1.02, 0.08, 2.1], leaf), boxPart([x, y - 0.03, 2.26], [1.02, 0.08, 0.2], PANE),
      boxPart([x + 0.42, y - 0.09, 1.05], [0.03, 0.06, 0.14], of(STEEL)), boxPart([x, -0.1, -0.6], [1.5, 0.6, 1.5], SILL),
    ];
  }
  if (kind === 'shop') return [boxPart([x, y, 1.55], [2.3, 0.06, 2.1], of(DARK_STEEL)), boxPart([x, y - 0.02, 1.55], [2.16, 0.06, 1.96], PANE)];
  return kind === 'gateway' ? [boxPart([x - 1.12, 0.1, 1.2], [0.06, 0.06, 3], DARK), boxPart([x + 1.12, 0.1, 1.2], [0.06, 0.06, 3], DARK)] : [];
}

/** Roof tiles in courses. */
function tiles(random: Random): SurfaceAt {
  const hex = random.pick(ROOFS), shades = [0.8, 0.95, 1.1].map((shade) => of(shaded(hex, shade)));
  return (x, y, z) => shades[Math.floor(hashUnit(Math.floor(x / 0.3), Math.floor((Math.abs(y) + z) / 0.28), 11) * shades.length)];
}

/** Plaster, or bricks in running bond. */
function wall(random: Random): Surface | SurfaceAt {
  const hex = random.pick(PLASTER);
  if (hex !== '#a9583f') return of(matt(hex, 0.4, 0.05, 0.35));
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

function shopFront(width: number, random: Random): Part[] {
  const colour = random.pick(AWNINGS);
  const cloth = of(matt(colour, 0.5)), white = of(matt('#e8e4da', 0.6));
  const stripes: SurfaceAt = (x) => (Math.floor((x + 100) / 0.4) % 2 === 0 ? cloth : white);
  return [
    boxPart([0, -0.1, 3.05], [width - 0.8, 0.16, 0.5], cloth),
    boxPart([0, -0.62, 2.72], [width - 1.0, 1.2, 0.05], stripes, rollRotation(0.28)),
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
