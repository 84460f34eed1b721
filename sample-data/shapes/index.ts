import { box } from './box.ts';
import { cylinder } from './cylinder.ts';
import { ellipsoid } from './ellipsoid.ts';
import { frustum } from './frustum.ts';
import { leaf } from './leaf.ts';
import { patch } from './patch.ts';
import type { Shape } from './shape.ts';
import { taperedBox } from './tapered-box.ts';

export const SHAPES = { box, cylinder, ellipsoid, frustum, leaf, patch, taperedBox } satisfies Record<string, Shape>;
export type ShapeName = keyof typeof SHAPES;
