/** Linear red, green, blue, each 0..1. */
export type Rgb = readonly [number, number, number];

/** What a surface is made of, as seen by a camera and by a LiDAR at 905 nm. */
export interface Material {
  readonly colour: Rgb;
  /** Remission 0..1 of a surface met head-on. */
  readonly remission: number;
  /** Retroreflectors send light back at any angle. */
  readonly retro?: boolean;
  /** 0 matt .. 1 mirror, for the camera. */
  readonly gloss?: number;
  /** Share of head-on returns that are lost; glass lets light through. */
  readonly loss?: number;
  /** Brightness varies by this share over cells of `grainSize` metres. */
  readonly grain?: number;
  readonly grainSize?: number;
}

/** Linear colour from '#rrggbb', with a gamma of 2: a square root is exact on every machine, a power is not. */
export function rgb(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value * value;
  };
  return [channel(1), channel(3), channel(5)];
}

export function paint(hex: string, remission = 0.3, gloss = 0.35): Material {
  return { colour: rgb(hex), remission, gloss };
}

export function matt(hex: string, remission: number, grain = 0, grainSize = 0.05): Material {
  return { colour: rgb(hex), remission, grain, grainSize };
}

export const ASPHALT = matt('#5d5f63', 0.12, 0.14, 0.03);
export const PARKING_ASPHALT = matt('#55565a', 0.1, 0.15, 0.03);
export const MARKING: Material = { colour: rgb('#e8e8e4'), remission: 0.75, grain: 0.06, grainSize: 0.05 };
export const PAVING = matt('#9b968c', 0.3, 0.08, 0.3);
export const CURBSTONE = matt('#b8b5ad', 0.38, 0.05, 0.2);
export const GRASS = matt('#5f7d3a', 0.42, 0.3, 0.12);
export const BARK = matt('#5b4636', 0.28, 0.3, 0.05);
export const CONCRETE = matt('#a9a7a1', 0.35, 0.06, 0.1);
export const STEEL: Material = { colour: rgb('#7d8287'), remission: 0.45, gloss: 0.15 };
export const DARK_STEEL: Material = { colour: rgb('#3a3f45'), remission: 0.25, gloss: 0.15 };
export const RUBBER = matt('#1e1f21', 0.04);
export const GLASS: Material = { colour: rgb('#20282f'), remission: 0.06, gloss: 0.9, loss: 0.7 };
export const WINDOW: Material = { colour: rgb('#2b3a47'), remission: 0.08, gloss: 0.7, loss: 0.45 };
export const REFLECTOR: Material = { colour: rgb('#f4f4f0'), remission: 0.98, retro: true };
export const LAMP_WHITE: Material = { colour: rgb('#fbf7e8'), remission: 0.8, gloss: 0.4 };
export const LAMP_RED: Material = { colour: rgb('#a81518'), remission: 0.7, retro: true };
export const SKIN = matt('#c99b7c', 0.5);
