import { box } from './box.ts';
import { cylinder } from './cylinder.ts';
import { ellipsoid } from './ellipsoid.ts';
import type { Shape } from './shape.ts';
import { taperedBox } from './tapered-box.ts';

export const SHAPES = { box, cylinder, ellipsoid, taperedBox } satisfies Record<string, Shape>;
export type ShapeName = keyof typeof SHAPES;
