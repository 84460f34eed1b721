import type { Region } from '../region.ts';
import type { BrushSpec } from './brush.ts';
import { brushRegion } from './brush.ts';
import type { CuboidSpec } from './cuboid.ts';
import { cuboidRegion } from './cuboid.ts';
import type { LassoSpec } from './lasso.ts';
import { lassoRegion } from './lasso.ts';
import type { SphereSpec } from './sphere.ts';
import { sphereRegion } from './sphere.ts';

/** How each kind of region is made from its plain data. */
const regions = {
  lasso: ({ polygon, view }: LassoSpec) => lassoRegion(polygon, view),
  brush: ({ path, radius, view }: BrushSpec) => brushRegion(path, radius, view),
  cuboid: ({ box }: CuboidSpec) => cuboidRegion(box),
  sphere: ({ centre, radius }: SphereSpec) => sphereRegion(centre, radius),
};

/** A region as plain data: it crosses to workers by structured clone, and is kept with a Change as its provenance. */
export type RegionSpec = Parameters<(typeof regions)[keyof typeof regions]>[0];

export function isRegionSpec(spec: { readonly kind: string }): spec is RegionSpec {
  return Object.hasOwn(regions, spec.kind);
}

export function createRegion(spec: RegionSpec): Region {
  return (regions[spec.kind] as (spec: RegionSpec) => Region)(spec);
}

export { brushRegion, cuboidRegion, lassoRegion, sphereRegion };
