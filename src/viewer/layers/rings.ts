/** Rings that a view can hold without becoming a target. */
const MOST_RINGS = 10;
const SMALLEST = 10;

/** Radii of the distance rings, metres: multiples of 10, or of the next 1-2-5 step where the cloud is wide. */
export function ringRadii(reach: number): number[] {
  const within = Math.min(reach, 100 * Math.max(1, reach / 400));
  let step = SMALLEST;
  for (let k = 0; within / step > MOST_RINGS; k++) step *= [2, 2.5, 2][k % 3];
  const rings = Math.max(2, Math.min(MOST_RINGS, Math.floor(within / step)));
  return Array.from({ length: rings }, (_, k) => (k + 1) * step);
}
