export { cuboidRegion } from './cuboid.ts';
export { lassoRegion } from './lasso.ts';
