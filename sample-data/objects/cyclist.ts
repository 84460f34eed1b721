import type { Vec3 } from '#src/core/geometry/units.ts';
import { CLASS } from '../world/classes.ts';
import { DARK_STEEL, LAMP_RED, matt, type Material, paint, RUBBER, SKIN } from '../world/material.ts';
import { barPart, boxPart, ellipsoidPart, type Part, type Surface } from '../world/part.ts';
import type { Random } from '../world/random.ts';
import type { Model } from '../world/street-object.ts';
import { cos, sin } from '../world/trig.ts';

const WHEEL_RADIUS = 0.34;
const RIM_PIECES = 16;
/** Metres ridden for one turn of the pedals. */
const PEDAL_TURN = 4.2;

/** A bicycle; with a rider it is one object of class bicyclist, as SemanticKITTI has it. */
export function bicycleParts(material: Material, classId: number, travelled: number): Part[] {
  const of = (m: Material): Surface => ({ classId, material: m });
  const frame = of(material), steel = of(DARK_STEEL);
  const back: Vec3 = [-0.52, 0, WHEEL_RADIUS], front: Vec3 = [0.54, 0, WHEEL_RADIUS];
  const crank: Vec3 = [-0.06, 0, 0.3], seat: Vec3 = [-0.22, 0, 0.86], head: Vec3 = [0.38, 0, 0.86];
  return [
    ...wheel(back, travelled, of(RUBBER), steel), ...wheel(front, travelled, of(RUBBER), steel),
    barPart(crank, seat, 0.018, frame), barPart(crank, head, 0.022, frame), barPart(seat, head, 0.02, frame),
    barPart(back, crank, 0.014, frame), barPart(back, seat, 0.012, frame), barPart(front, head, 0.016, frame),
    barPart(head, [0.36, 0, 1.02], 0.015, steel), barPart([0.36, -0.28, 1.02], [0.36, 0.28, 1.02], 0.014, steel),
    boxPart([-0.25, 0, 0.92], [0.26, 0.14, 0.07], steel),
    barPart([-0.06, -0.08, 0.3], [-0.06, 0.08, 0.3], 0.07, steel),
    boxPart([-0.86, 0, 0.62], [0.03, 0.06, 0.06], of(LAMP_RED)),
  ];
}

function wheel([x, y, z]: Vec3, travelled: number, tyre: Surface, steel: Surface): Part[] {
  const parts: Part[] = [barPart([x, y - 0.04, z], [x, y + 0.04, z], 0.03, steel)];
  const turned = travelled / WHEEL_RADIUS;
  const rim = (i: number): Vec3 => {
    const angle = (2 * Math.PI * i) / RIM_PIECES + turned;
    return [x + (WHEEL_RADIUS - 0.02) * sin(angle), y, z + (WHEEL_RADIUS - 0.02) * cos(angle)];
  };
  for (let i = 0; i < RIM_PIECES; i++) {
    parts.push(barPart(rim(i), rim(i + 1), 0.02, tyre));
    if (i % 4 === 0) parts.push(barPart([x, y, z], rim(i), 0.005, steel));
  }
  return parts;
}

/** A rider on a bicycle, pedalling with the way travelled. */
export function cyclistModel(random: Random): Model {
  const of = (material: Material): Surface => ({ classId: CLASS.bicyclist, material });
  const frame = paint(random.pick(['#1f6f8b', '#a32a2a', '#2f2f2f']), 0.35);
  const shirt = of(matt(random.pick(['#d9822b', '#3f8f5f', '#c8443c']), 0.6));
  const shorts = of(matt('#23262b', 0.2));
  const skin = of(SKIN);
  const helmet = of(paint('#e3e4e2', 0.5));
  const partsAt = (travelled: number): Part[] => {
    const parts = bicycleParts(frame, CLASS.bicyclist, travelled);
    for (const side of [-1, 1]) {
      const angle = (2 * Math.PI * travelled) / PEDAL_TURN + (side > 0 ? Math.PI : 0);
      const foot: Vec3 = [-0.06 + 0.17 * sin(angle), side * 0.13, 0.3 + 0.17 * cos(angle)];
      const hip: Vec3 = [-0.24, side * 0.1, 0.97];
      const knee: Vec3 = [(hip[0] + foot[0]) / 2 + 0.24, side * 0.13, (hip[2] + foot[2]) / 2 + 0.12];
      const shoulder: Vec3 = [0.08, side * 0.18, 1.42], elbow: Vec3 = [0.17, side * 0.26, 1.2];
      parts.push(
        barPart(hip, knee, 0.08, shorts), barPart(knee, foot, 0.055, skin), boxPart([foot[0] + 0.05, foot[1], foot[2]], [0.26, 0.09, 0.08], of(RUBBER)),
        barPart(shoulder, elbow, 0.05, shirt), barPart(elbow, [0.36, side * 0.25, 1.05], 0.04, skin),
      );
    }
    parts.push(
      barPart([-0.22, 0, 1.0], [0.08, 0, 1.42], 0.15, shirt), ellipsoidPart([0.06, 0, 1.42], [0.14, 0.21, 0.13], shirt),
      ellipsoidPart([-0.22, 0, 0.99], [0.17, 0.17, 0.13], shorts),
      ellipsoidPart([0.19, 0, 1.62], [0.1, 0.08, 0.12], skin), ellipsoidPart([0.18, 0, 1.67], [0.14, 0.1, 0.1], helmet),
    );
    return parts;
  };
  return { partsAt, articulated: true, size: [1.8, 0.64, 1.78] };
}
