import type { FindingRecord, IgnoreRegion } from '../crosscheck/findings/decision.ts';
import type { Rigid } from '../geometry/rigid.ts';
import type { Vec3 } from '../geometry/units.ts';
import type { ClassMap } from './class-map.ts';
import type { ClassDef } from './taxonomy.ts';

/** A countable object. Its id is unique within a sequence over all classes. */
export interface Instance {
  readonly id: number;
  readonly classId: number;
  readonly track?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly flags?: readonly ('crowd' | 'unsure')[];
  readonly note?: string;
}

/** An oriented box that belongs to one frame of a sequence, in the world frame. */
export interface CuboidRecord {
  readonly id: string;
  readonly frame: string;
  readonly classId: number;
  readonly instance?: number;
  readonly track?: string;
  readonly worldFromBox: Rigid<'world', 'box'>;
  /** length, width, height in metres */
  readonly size: Vec3;
}

export interface TrackRecord {
  readonly id: string;
  readonly classId: number;
  readonly instance?: number;
}

/** A convention of the dataset that a user has decided otherwise than it was read: `Flips` of core/scene, one record each. */
export interface ConventionRecord {
  readonly id: string;
  readonly value: string;
}

/** The instance ids that an export format's files have for the objects of a sequence, so that the next files have the same. */
export interface ExportIdsRecord {
  /** `${format}/${sequence}` */
  readonly id: string;
  readonly format: string;
  readonly sequence: string;
  /** By "class/instance" as they would go out. */
  readonly ids: Readonly<Record<string, number>>;
}

/** Everything a Change can touch besides points, by table. A record is replaced whole, never edited in place. */
export interface RecordTables {
  instances: Instance;
  cuboids: CuboidRecord;
  tracks: TrackRecord;
  classes: ClassDef;
  /** What reviewers decided; findings themselves are made anew by every check. */
  findings: FindingRecord;
  ignoreRegions: IgnoreRegion;
  /** By `classMapId`. */
  classMaps: ClassMap;
  conventions: ConventionRecord;
  exportIds: ExportIdsRecord;
}

export type TableName = keyof RecordTables;
export const TABLE_NAMES: readonly TableName[] = ['instances', 'cuboids', 'tracks', 'classes', 'findings', 'ignoreRegions', 'classMaps', 'conventions', 'exportIds'];

/** One record before and after: added where `before` is null, removed where `after` is. */
export type RecordDiff = {
  [T in TableName]: { readonly table: T; readonly id: string; readonly before: RecordTables[T] | null; readonly after: RecordTables[T] | null };
}[TableName];
