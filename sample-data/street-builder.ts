import type { Rigid } from '#src/core/geometry/rigid.ts';
import { groundHeight, leaning } from './objects/ground.ts';
import { CLASS } from './world/classes.ts';
import { standing } from './world/pose.ts';
import type { Random } from './world/random.ts';
import type { Model, StreetObject } from './world/street-object.ts';
import { cos, sin } from './world/trig.ts';

/** What moves comes in again at one end of the street when it leaves at the other. */
const TRAFFIC = { begin: -64, length: 188 };

/** Puts objects into a street; things get instance ids in the order in which they come. */
export class StreetBuilder {
  readonly objects: StreetObject[] = [];
  private instances = 0;

  constructor(readonly random: Random) {}

  /** Something without instances that stays where it is, upright on the ground; `lift` metres higher. */
  stuff(name: string, model: Model, x = 0, y = 0, yaw = 0, lift = 0): void {
    this.still(name, model, standing(x, y, groundHeight(x, y) + lift, yaw), null);
  }

  /** Something without instances whose model is in world coordinates. */
  fixed(name: string, model: Model): void {
    this.still(name, model, standing(0, 0, 0, 0), null);
  }

  /** A vehicle that goes straight ahead at `speed` metres per second and leans with the ground; 0 for what is parked. */
  vehicle(name: string, classId: number, model: Model, x: number, y: number, yaw: number, speed = 0): void {
    this.thing(name, classId, model, speed, (way) => leaning(along(x + way * cos(yaw), speed), y + way * sin(yaw), yaw));
  }

  /** Someone on foot, upright, who goes straight ahead; 0 for who stands. */
  person(name: string, model: Model, x: number, y: number, yaw: number, speed = 0): void {
    this.thing(name, CLASS.person, model, speed, (way) => {
      const px = along(x + way * cos(yaw), speed), py = y + way * sin(yaw);
      return standing(px, py, groundHeight(px, py), yaw);
    });
  }

  private thing(name: string, classId: number, model: Model, speed: number, poseAfter: (way: number) => Rigid<'world', 'box'>): void {
    const thing = { classId, instance: ++this.instances };
    if (speed === 0) this.still(name, model, poseAfter(0), thing);
    else this.objects.push({ name, model, moves: true, poseAt: (seconds) => poseAfter(speed * seconds), travelledAt: (seconds) => speed * seconds, thing });
  }

  private still(name: string, model: Model, pose: Rigid<'world', 'box'>, thing: StreetObject['thing']): void {
    this.objects.push({ name, model, moves: false, poseAt: () => pose, travelledAt: () => 0, thing });
  }
}

function along(x: number, speed: number): number {
  if (speed === 0) return x;
  const way = x - TRAFFIC.begin;
  return TRAFFIC.begin + way - Math.floor(way / TRAFFIC.length) * TRAFFIC.length;
}
