import type { Vec3 } from '#src/core/geometry/units.ts';
import { CLASS } from '../world/classes.ts';
import { DARK_STEEL, GLASS, LAMP_RED, LAMP_WHITE, matt, type Material, paint, REFLECTOR, RUBBER, STEEL } from '../world/material.ts';
import { barPart, boxPart, type Part, type Surface, type SurfaceAt, taperedPart } from '../world/part.ts';
import type { Random } from '../world/random.ts';
import { type Model, stiff } from '../world/street-object.ts';

/** Proportions of a body style, in metres. */
interface BodyStyle {
  readonly length: number;
  readonly width: number;
  readonly height: number;
  /** Top of bonnet and boot. */
  readonly belt: number;
  /** Where the cabin begins and ends along x, at the belt. */
  readonly cabin: readonly [back: number, front: number];
  /** How far the windscreen, the rear window and the sides lean in. */
  readonly lean: readonly [front: number, back: number, sides: number];
  /** Panel vans have windows at the front only. */
  readonly glazedFrom: number;
}

const STYLES = {
  saloon: { length: 4.6, width: 1.82, height: 1.45, belt: 0.92, cabin: [-1.75, 1.05], lean: [0.85, 0.75, 0.17], glazedFrom: -9 },
  hatchback: { length: 4.0, width: 1.76, height: 1.5, belt: 0.95, cabin: [-1.95, 0.95], lean: [0.8, 0.35, 0.17], glazedFrom: -9 },
  estate: { length: 4.7, width: 1.84, height: 1.5, belt: 0.95, cabin: [-2.3, 1.1], lean: [0.85, 0.4, 0.17], glazedFrom: -9 },
  offRoader: { length: 4.5, width: 1.9, height: 1.72, belt: 1.08, cabin: [-2.2, 1.0], lean: [0.65, 0.3, 0.17], glazedFrom: -9 },
  van: { length: 5.2, width: 1.98, height: 2.15, belt: 1.15, cabin: [-2.55, 1.95], lean: [0.75, 0.1, 0.09], glazedFrom: 0.45 },
} as const satisfies Record<string, BodyStyle>;
export type CarStyle = keyof typeof STYLES;

const COLOURS = ['#b9bec4', '#23272c', '#e6e7e4', '#7c1a1c', '#1f3a63', '#5c6468', '#2f4a3c', '#c2a86a', '#8fa3b5'];
const UNDERSIDE = matt('#17181a', 0.05);
const TRIM = matt('#232528', 0.08);

const of = (material: Material): Surface => ({ classId: CLASS.car, material });

/** A car in a colour of its own. */
export function carModel(styleName: CarStyle, random: Random): Model {
  const style: BodyStyle = STYLES[styleName];
  const { length: l, width: w, height, belt } = style;
  const body = of(paint(random.pick(COLOURS), random.between(0.15, 0.45), 0.45));
  const parts: Part[] = [
    boxPart([0, 0, 0.3], [l * 0.93, w * 0.9, 0.24], of(UNDERSIDE)),
    taperedPart([0, 0, (0.26 + belt) / 2], [l, w, belt - 0.26], [0.16, 0.1, 0.06], body),
    cabin(style, body),
    ...wheels(style),
    ...ends(style),
    ...mirrors(style, body),
  ];
  // Bumpers stand out of the body.
  return stiff(parts, [l + 0.08, w + 0.03, height]);
}

/** Pillars and roof in body colour, windows between them. */
function cabin({ width, height, belt, cabin: [back, front], lean, glazedFrom }: BodyStyle, body: Surface): Part {
  const glass = of(GLASS);
  const halfLength = (front - back) / 2, halfHeight = (height - belt + 0.04) / 2;
  const middle = (front + back) / 2;
  const surface: SurfaceAt = (x, y, z, nx, ny, nz) => {
    const up = (z + halfHeight) / (2 * halfHeight);
    if (nz > 0.95 || up < 0.1 || up > 0.86) return body;
    if (Math.abs(ny) > Math.abs(nx)) {
      const ahead = halfLength - lean[0] * up - x, behind = halfLength - lean[1] * up + x;
      const pillar = Math.abs(x + middle + 0.1) < 0.045;
      return ahead > 0.1 && behind > 0.12 && !pillar && x + middle > glazedFrom ? glass : body;
    }
    if (nx < 0 && glazedFrom > -2) return body;
    return Math.abs(y) < width / 2 - 0.05 - lean[2] * up - 0.07 ? glass : body;
  };
  return taperedPart(
    [middle, 0, belt - 0.04 + halfHeight], [front - back, width - 0.1, 2 * halfHeight], lean, surface,
  );
}

function wheels({ length, width }: BodyStyle): Part[] {
  const parts: Part[] = [];
  const outer = width / 2;
  for (const x of [length * 0.31, -length * 0.3])
    for (const side of [-1, 1]) {
      const disc = (radius: number, from: number, to: number, z: number, material: Material): Part =>
        barPart([x, side * from, z], [x, side * to, z], radius, of(material));
      parts.push(
        disc(0.38, outer - 0.3, outer - 0.005, 0.36, UNDERSIDE),
        disc(0.325, outer - 0.22, outer + 0.005, 0.325, RUBBER),
        disc(0.2, outer - 0.1, outer + 0.01, 0.325, STEEL),
        disc(0.06, outer - 0.1, outer + 0.015, 0.325, DARK_STEEL),
      );
    }
  return parts;
}

/** Lamps, bumpers, plates and the grille. */
function ends({ length, width, belt }: BodyStyle): Part[] {
  const front = length / 2, parts: Part[] = [];
  const at = (x: number, y: number, z: number, size: Vec3, material: Material): void => {
    parts.push(boxPart([x, y, z], size, of(material)));
  };
  for (const side of [-1, 1]) {
    at(front - 0.16, side * (width / 2 - 0.27), belt - 0.22, [0.24, 0.36, 0.13], LAMP_WHITE);
    at(-front + 0.1, side * (width / 2 - 0.2), belt - 0.2, [0.16, 0.24, 0.2], LAMP_RED);
  }
  at(front - 0.12, 0, belt - 0.24, [0.2, width - 1.0, 0.14], TRIM);
  at(front - 0.06, 0, 0.42, [0.18, width * 0.86, 0.2], TRIM);
  at(-front + 0.06, 0, 0.42, [0.18, width * 0.86, 0.2], TRIM);
  at(front + 0.02, 0, 0.46, [0.04, 0.52, 0.11], REFLECTOR);
  at(-front + 0.01, 0, 0.56, [0.08, 0.52, 0.11], REFLECTOR);
  return parts;
}

function mirrors({ width, belt, cabin: [, front] }: BodyStyle, body: Surface): Part[] {
  return [-1, 1].map((side) => boxPart([front - 0.42, side * (width / 2 + 0.05), belt + 0.09], [0.16, 0.2, 0.13], body));
}
