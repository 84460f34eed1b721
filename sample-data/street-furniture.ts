import type { Vec3 } from '#src/core/geometry/units.ts';
import { barrierModel, coneModel, excavatorModel, heapModel } from './objects/construction.ts';
import { meshFenceModel } from './objects/fence.ts';
import { benchModel, binModel, cabinetModel, shelterModel, trafficLightModel, wireModel, wirePoleModel } from './objects/furniture.ts';
import { groundHeight, STREET } from './objects/ground.ts';
import { bollardModel, lampModel, signModel, type SignFace } from './objects/pole.ts';
import type { StreetBuilder } from './street-builder.ts';
import { CLASS } from './world/classes.ts';

const LEFT = Math.PI / 2;
const RIGHT = -Math.PI / 2;

/** Lamps, signs, traffic lights, bollards, benches, bins and what else stands on a pavement. */
export function furniture(b: StreetBuilder): void {
  for (let i = 0; i < 7; i++) {
    const side = i % 2 === 0 ? -1 : 1;
    b.stuff(`lamp-${i}`, lampModel(), -50 + 26 * i, side * (STREET.curb + 0.45), side > 0 ? RIGHT : LEFT);
  }
  const sign = (face: SignFace, x: number, y: number, yaw: number): void => b.stuff(`sign-${face}-${x}`, signModel(face), x, y, yaw);
  const verge = STREET.curb + 0.5;
  sign('crossing', STREET.crossing[0] - 1.2, -verge, Math.PI);
  sign('crossing', STREET.crossing[1] + 1.2, verge, 0);
  sign('limit', 13.5, -verge, Math.PI);
  sign('parking', 6, verge, 0);
  sign('parking', 33, -verge, Math.PI);
  sign('noEntry', STREET.sideStreet[0] - 0.8, STREET.curb + 0.8, RIGHT);
  sign('limit', 50, verge, 0);
  sign('direction', 35.5, -verge - 1.2, Math.PI);
  sign('works', 39, -verge, Math.PI);
  b.stuff('light-right', trafficLightModel(3.6), STREET.crossing[0] - 0.6, -verge, 0);
  b.stuff('light-left', trafficLightModel(3.6), STREET.crossing[1] + 0.6, verge, Math.PI);
  b.stuff('light-side', trafficLightModel(0), STREET.sideStreet[0] - 1.2, STREET.curb + 2.2, LEFT);
  for (let i = 0; i < 5; i++)
    for (const side of [-1, 1]) b.stuff(`bollard-${side}-${i}`, bollardModel(), STREET.crossing[0] - 2.4 + i * 2.2, side * (STREET.curb + 0.35));
  b.stuff('shelter', shelterModel(), -12.5, -8.3, Math.PI);
  b.stuff('bench-1', benchModel(), 14.5, 8.9, 0);
  b.stuff('bench-2', benchModel(), 44, -8.8, Math.PI);
  b.stuff('cabinet-1', cabinetModel('#7f8a86', [0.9, 0.4, 1.2]), 17.5, -9.1);
  b.stuff('cabinet-2', cabinetModel('#d8b01c', [0.5, 0.4, 1.1]), 7.6, 9.1);
  [-8.5, -7.8, 21, 21.8, 50.4].forEach((x, i) => b.stuff(`bin-${i}`, binModel(['#2d4a35', '#3b3b3d', '#2d4a35', '#7a3030', '#3b3b3d'][i]), x, i < 2 ? -9.0 : 9.0, i < 2 ? LEFT : RIGHT));
}

/** A line of poles with wires on the left pavement, and wires across the street. */
export function wires(b: StreetBuilder): void {
  const y = STREET.pavementEdge - 0.35, height = 7.6;
  const xs = [-62, -33, -5, 23, 51.5, 80, 108];
  xs.forEach((x, i) => b.stuff(`wire-pole-${i}`, wirePoleModel(height), x, y));
  for (let i = 0; i + 1 < xs.length; i++)
    for (const across of [-0.9, -0.3, 0.3, 0.9]) {
      const end = (x: number): Vec3 => [x, y + across, groundHeight(x, y) + height - 0.24];
      b.fixed(`wire-${i}-${across}`, wireModel(end(xs[i]), end(xs[i + 1]), 0.7));
    }
  [-22, 12, 31, 66].forEach((x, i) => {
    const up = groundHeight(x, 0) + 7.2;
    b.fixed(`cross-wire-${i}`, wireModel([x, -STREET.pavementEdge - 0.3, up], [x + 1.5, STREET.pavementEdge + 0.3, up + 0.3], 0.5));
  });
}

/** Roadworks: a small dig in a parking lane on the left, and a fenced site with an excavator on the right. */
export function roadworks(b: StreetBuilder): void {
  const random = b.random.fork('roadworks');
  const near = (x: number, y: number, i: number): void => b.stuff(`cone-near-${i}`, coneModel(), x + random.between(-0.15, 0.15), y + random.between(-0.1, 0.1), i);
  [[15.2, 4.6], [16.4, 4.0], [17.8, 3.55], [19.4, 3.5], [21, 3.5], [22.4, 3.8]].forEach(([x, y], i) => near(x, y, i));
  b.stuff('barrier-near-1', barrierModel(), 16.9, 4.7, 0.1);
  b.stuff('barrier-near-2', barrierModel(), 22.6, 4.9, -0.12);
  b.stuff('barrier-near-3', barrierModel(2.6), 19.7, 3.75, LEFT);
  b.stuff('heap-near', heapModel(random.fork('near'), 2.6, 1.3, 0.7), 19.8, 4.9);
  const far = { begin: 43, end: 58 };
  for (let i = 0; i < 9; i++) b.stuff(`cone-far-${i}`, coneModel(), far.begin - 4 + i * 2.4, -3.5 + (i < 3 ? -0.5 * (3 - i) : 0) + random.between(-0.1, 0.1), i);
  for (const [i, x] of [41.6, 47, 53].entries()) b.stuff(`barrier-far-${i}`, barrierModel(2.4), x, i === 0 ? -4.6 : -3.85, i === 0 ? 0 : LEFT);
  b.stuff('site-fence', meshFenceModel(12), (far.begin + far.end) / 2, -6.2, 0);
  b.stuff('heap-far', heapModel(random.fork('far'), 3.6, 1.9, 1.1), 55.5, -4.9);
  b.vehicle('excavator', CLASS.otherVehicle, excavatorModel(), 48.5, -4.9, 0.3);
}
