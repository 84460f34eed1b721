import { CLASS } from '../world/classes.ts';
import { CONCRETE, DARK_STEEL, LAMP_WHITE, type Material, paint, REFLECTOR, rgb, STEEL } from '../world/material.ts';
import { barPart, boxPart, type Part, type Surface, type SurfaceAt, taperedPart } from '../world/part.ts';
import { rotationAlong } from '../world/pose.ts';
import { type Model, stiff } from '../world/street-object.ts';

const pole = (material: Material): Surface => ({ classId: CLASS.pole, material });
const sign = (material: Material): Surface => ({ classId: CLASS.trafficSign, material });
const RETRO = (hex: string): Surface => sign({ colour: rgb(hex), remission: 0.95, retro: true });

/** A street lamp whose arm reaches over the road along +x. */
export function lampModel(): Model {
  const parts: Part[] = [
    barPart([0, 0, 0], [0, 0, 0.35], 0.13, pole(CONCRETE)),
    barPart([0, 0, 0.3], [0, 0, 6.6], 0.075, pole(STEEL)),
    barPart([0, 0, 6.5], [1.5, 0, 6.9], 0.045, pole(STEEL)),
    taperedPart([1.75, 0, 6.95], [0.8, 0.3, 0.14], [0.15, 0.15, 0.06], pole(DARK_STEEL)),
    boxPart([1.75, 0, 6.87], [0.6, 0.22, 0.03], pole(LAMP_WHITE)),
  ];
  return stiff(parts, [2.3, 0.4, 7.1]);
}

export type SignFace = 'limit' | 'crossing' | 'parking' | 'noEntry' | 'works' | 'direction';

/** A sign on a post, facing +x. */
export function signModel(face: SignFace): Model {
  const round = face === 'limit' || face === 'noEntry';
  const post = barPart([0, 0, 0], [0, 0, 2.75], 0.035, pole(STEEL));
  if (face === 'direction') {
    const posts = [-0.7, 0.7].map((y) => barPart([0, y, -0.2], [0, y, 3.4], 0.04, pole(STEEL)));
    return stiff([...posts, boxPart([0.07, 0, 2.85], [0.04, 1.9, 1.1], directionFace)], [0.2, 1.9, 3.4]);
  }
  const square = { crossing: crossingFace, parking: parkingFace, works: worksFace }[face as 'crossing' | 'parking' | 'works'];
  const plate: Part = round
    ? {
        shape: 'cylinder', size: [0.34, 0, 0.02, 0, 0, 0], objectFromPart: { r: rotationAlong([1, 0, 0]), t: [0.06, 0, 2.42] },
        surface: face === 'limit' ? limitFace : noEntryFace,
      }
    : boxPart([0.06, 0, 2.42], [0.04, 0.64, 0.64], square);
  return stiff([post, plate], [0.2, 0.7, 2.8]);
}

const BACK = sign(paint('#8d9196', 0.4, 0.1));
const WHITE = sign(REFLECTOR), RED = RETRO('#b8141c'), BLUE = RETRO('#1450a0'), BLACK = sign(paint('#101010', 0.1, 0));

// Round plates lie along the cylinder's z axis; square ones face +x of their box.
const limitFace: SurfaceAt = (x, y, _z, _nx, _ny, nz) => {
  if (nz < 0.5) return BACK;
  const r = Math.sqrt(x * x + y * y);
  if (r > 0.25) return RED;
  // "30": in the plate's frame x points to the reader's right and y up.
  const three = x > -0.17 && x < -0.02 && Math.abs(y) < 0.13 && (x > -0.06 || Math.abs(y) > 0.09 || Math.abs(y) < 0.02);
  const nought = x > 0.03 && x < 0.17 && Math.abs(y) < 0.13 && (x > 0.13 || x < 0.07 || Math.abs(y) > 0.09);
  return three || nought ? BLACK : WHITE;
};
const noEntryFace: SurfaceAt = (x, y, _z, _nx, _ny, nz) => (nz < 0.5 ? BACK : Math.abs(y) < 0.07 && Math.abs(x) < 0.25 ? WHITE : RED);
const crossingFace: SurfaceAt = (_x, y, z, nx) => {
  if (nx < 0.5) return BACK;
  const inTriangle = z > -0.2 && Math.abs(y) < 0.24 - (z + 0.2) * 0.55;
  if (!inTriangle) return BLUE;
  return Math.abs(y + 0.1 * z) < 0.035 && z < 0.12 ? BLACK : WHITE;
};
const parkingFace: SurfaceAt = (_x, y, z, nx) => {
  if (nx < 0.5) return BACK;
  const letter = (y > -0.13 && y < -0.06 && Math.abs(z) < 0.22) || (Math.abs(y) < 0.12 && z > 0.15 && z < 0.22)
    || (Math.abs(y) < 0.12 && z > -0.04 && z < 0.03) || (y > 0.09 && y < 0.16 && z > -0.03 && z < 0.21);
  return letter ? WHITE : BLUE;
};
const YELLOW = RETRO('#e8b51c');
const worksFace: SurfaceAt = (_x, y, z, nx) => {
  if (nx < 0.5) return BACK;
  const inside = z > -0.24 && Math.abs(y) < 0.27 - (z + 0.24) * 0.52;
  if (!inside) return YELLOW;
  return z > -0.17 && Math.abs(y) < 0.19 - (z + 0.17) * 0.5 ? (Math.abs(y) < 0.04 && z < 0.05 ? BLACK : WHITE) : RED;
};
/** White lines for names of places, and an arrow. */
const directionFace: SurfaceAt = (_x, y, z, nx) => {
  if (nx < 0.5) return BACK;
  const name = (Math.abs(z - 0.28) < 0.06 || Math.abs(z + 0.02) < 0.06) && y < 0.4 && y > -0.75 && Math.floor((y + 5) / 0.09) % 4 !== 0;
  const arrow = Math.abs(z + 0.33) < 0.03 && Math.abs(y) < 0.6;
  return name || arrow || Math.abs(z) > 0.51 || Math.abs(y) > 0.91 ? WHITE : BLUE;
};

/** A low post that keeps cars off the pavement. */
export function bollardModel(): Model {
  const band = pole(REFLECTOR), post = pole(DARK_STEEL);
  return stiff([barPart([0, 0, 0], [0, 0, 0.95], 0.07, (_x, _y, z) => (z > 0.24 && z < 0.34 ? band : post))], [0.14, 0.14, 0.95]);
}
