import type { Material, Rgb } from '../world/material.ts';
import { hashUnit } from '../world/random.ts';
import type { Hit, RayScene } from '../world/ray-scene.ts';

/** Unit vector towards the sun, and its light and the sky's, linear. */
const SUN = unit(-0.42, -0.5, 0.72);
const SUNLIGHT: Rgb = [1.12, 1.05, 0.92];
const SKYLIGHT: Rgb = [0.42, 0.47, 0.56];
const BOUNCE: Rgb = [0.2, 0.19, 0.17];
const HORIZON: Rgb = [0.72, 0.8, 0.88];
const CLOUD: Rgb = [0.93, 0.94, 0.96];
const ZENITH: Rgb = [0.2, 0.38, 0.68];
const SHADOW_REACH = 40;
const LIFT = 2e-3;
/** Air makes far things paler: this share of the horizon's colour per metre. */
const HAZE = 0.0022;

/** Light from the sky along a unit direction, to out[0..2]: paler towards the horizon and the sun, with thin clouds. */
export function skyColour(dx: number, dy: number, dz: number, out: Float64Array): void {
  const up = Math.sqrt(Math.min(Math.max(dz, 0), 1));
  const high = Math.max(dz, 0.04);
  const cloud = Math.min(Math.max((noise(1.1 * dx / high + 7, 1.6 * dy / high + 3) - 0.46) * 2.4, 0), 0.75) * Math.min(1, Math.max(dz, 0) * 5);
  const glow = Math.max(dx * SUN[0] + dy * SUN[1] + dz * SUN[2], 0);
  const halo = 0.25 * glow * glow * glow * glow;
  for (let k = 0; k < 3; k++) {
    const clear = HORIZON[k] + (ZENITH[k] - HORIZON[k]) * up + halo;
    out[k] = clear + (CLOUD[k] - clear) * cloud;
  }
}

/** Smooth value noise of three octaves, 0..1. */
function noise(x: number, y: number): number {
  let sum = 0, weight = 0.57;
  for (let octave = 0; octave < 3; octave++) {
    const ix = Math.floor(x), iy = Math.floor(y), fx = x - ix, fy = y - iy;
    const sx = fx * fx * (3 - 2 * fx), sy = fy * fy * (3 - 2 * fy);
    const a = hashUnit(ix, iy, octave), b = hashUnit(ix + 1, iy, octave), c = hashUnit(ix, iy + 1, octave), d = hashUnit(ix + 1, iy + 1, octave);
    sum += weight * (a + (b - a) * sx + (c - a) * sy + (a - b - c + d) * sx * sy);
    x *= 2.1;
    y *= 2.1;
    weight /= 2;
  }
  return sum;
}

const mirrored = new Float64Array(3);

/** Light that a hit sends back along the unit direction (dx, dy, dz), linear, to out[0..2]: sun with shadow, sky, bounce, gloss, haze. */
export function shade(street: RayScene, hit: Hit, material: Material, dx: number, dy: number, dz: number, out: Float64Array): void {
  const n = hit.normal, p = hit.point;
  const toSun = n[0] * SUN[0] + n[1] * SUN[1] + n[2] * SUN[2];
  const lit = toSun > 0 && !street.blocked(p[0] + LIFT * n[0], p[1] + LIFT * n[1], p[2] + LIFT * n[2], SUN[0], SUN[1], SUN[2], SHADOW_REACH);
  const sun = lit ? toSun : 0;
  const open = 0.5 + 0.5 * n[2];
  const grain = grainOf(material, hit);
  for (let k = 0; k < 3; k++)
    out[k] = material.colour[k] * grain * (sun * SUNLIGHT[k] + open * SKYLIGHT[k] + (1 - open) * BOUNCE[k]);
  if (material.gloss) addGloss(material.gloss, n, dx, dy, dz, lit, out);
  const haze = Math.min(HAZE * hit.t, 0.6);
  for (let k = 0; k < 3; k++) out[k] += (HORIZON[k] * 0.8 - out[k]) * haze;
}

/** Schlick's approximation of Fresnel's law over a mirrored sky; below the horizon the street is mirrored as a dark grey. */
function addGloss(gloss: number, n: Float64Array, dx: number, dy: number, dz: number, lit: boolean, out: Float64Array): void {
  const facing = dx * n[0] + dy * n[1] + dz * n[2];
  const rx = dx - 2 * facing * n[0], ry = dy - 2 * facing * n[1], rz = dz - 2 * facing * n[2];
  const grazing = 1 + facing;
  const square = grazing * grazing;
  const share = gloss * (0.12 + 0.88 * square * square * grazing);
  if (rz > 0) skyColour(rx, ry, rz, mirrored);
  else mirrored.fill(0.12);
  for (let k = 0; k < 3; k++) out[k] += (mirrored[k] - out[k]) * share;
  const glint = rx * SUN[0] + ry * SUN[1] + rz * SUN[2];
  if (lit && glint > 0.97) for (let k = 0; k < 3; k++) out[k] += ((glint - 0.97) / 0.03) * gloss;
}

/** Texture that is fixed to the part, and fades where its cells get smaller than a pixel. */
function grainOf({ grain = 0, grainSize = 0.1 }: Material, { localPoint: p, t }: Hit): number {
  const seen = grain * Math.min(1, (grainSize * 250) / t);
  if (seen < 0.01) return 1;
  const cell = hashUnit(Math.floor(p[0] / grainSize), Math.floor(p[1] / grainSize), Math.floor(p[2] / grainSize));
  return 1 + seen * (2 * cell - 1);
}

function unit(x: number, y: number, z: number): Rgb {
  const n = Math.sqrt(x * x + y * y + z * z);
  return [x / n, y / n, z / n];
}
