import { CANNOT_TELL_CLASS, MAX_CLASS, UNLABELLED } from './label.ts';

/**
 * Which classes of the labels and of the masks mean the same thing. Many-to-many: a pair says that a label of this class and
 * a mask of that class agree; two classes that have pairs, but not with each other, disagree. What is not mentioned anywhere
 * is unmapped, and is counted as such. Ids are those of the two taxonomies. Class 0 of either side is void without being listed.
 */
export interface ClassMap {
  /** Name of the labels' taxonomy. */
  readonly from: string;
  /** Name of the masks' taxonomy. */
  readonly to: string;
  readonly pairs: readonly ClassPair[];
  /** Classes that say nothing that could be checked. */
  readonly voidMask: readonly number[];
  readonly voidLabel: readonly number[];
  /** Classes that the other side has no word for, and that contradict every one it has: a laser point on the sky. */
  readonly loneMask: readonly number[];
  readonly loneLabel: readonly number[];
}

/** What a map is known by among a project's records: the two taxonomies that it is between. */
export function classMapId({ from, to }: Pick<ClassMap, 'from' | 'to'>): string {
  return `${from} → ${to}`;
}

export interface ClassPair {
  readonly label: number;
  readonly mask: number;
}

/** How a label's class and a mask's class go together; void comes before unmapped, the label's side before the mask's. */
export const RELATION = { agrees: 0, disagrees: 1, void: 2, unmappedLabel: 3, unmappedMask: 4 } as const;
export type Relation = (typeof RELATION)[keyof typeof RELATION];

/** A class map made ready for one question per point. */
export interface CompiledClassMap {
  /** Both 0..65535. */
  relation(labelClass: number, maskClass: number): Relation;
  /** Whether no pair, void or lone entry mentions the class; class 0 and `CANNOT_TELL_CLASS` always count as void. */
  isUnmapped(side: 'label' | 'mask', classId: number): boolean;
}

/** Rows and columns of the relation table that no class has to itself. */
const UNMAPPED = 0, VOID = 1, FIRST_CLASS = 2;

/** 270 kB of tables, three reads per question. Throws RangeError where the map contradicts itself. */
export function compileClassMap(map: ClassMap): CompiledClassMap {
  const rowOf = slots(map.pairs.map((p) => p.label), map.voidLabel, map.loneLabel, 'label');
  const columnOf = slots(map.pairs.map((p) => p.mask), map.voidMask, map.loneMask, 'mask');
  rowOf[CANNOT_TELL_CLASS] = VOID;
  const rows = maximum(rowOf) + 1, columns = maximum(columnOf) + 1;
  const table = new Uint8Array(rows * columns).fill(RELATION.disagrees);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      if (row < FIRST_CLASS || column < FIRST_CLASS) table[row * columns + column] = relationOutsidePairs(row, column);
  for (const { label, mask } of map.pairs) table[rowOf[label] * columns + columnOf[mask]] = RELATION.agrees;
  return {
    relation: (labelClass, maskClass) => table[rowOf[labelClass] * columns + columnOf[maskClass]] as Relation,
    isUnmapped: (side, classId) => (side === 'label' ? rowOf : columnOf)[classId] === UNMAPPED,
  };
}

function relationOutsidePairs(row: number, column: number): Relation {
  if (row === VOID || column === VOID) return RELATION.void;
  return row === UNMAPPED ? RELATION.unmappedLabel : RELATION.unmappedMask;
}

/** Class id → row or column. */
function slots(paired: readonly number[], voids: readonly number[], lone: readonly number[], side: string): Uint16Array {
  const slotOf = new Uint16Array(MAX_CLASS + 1);
  slotOf[UNLABELLED] = VOID;
  for (const id of voids) slotOf[id] = VOID;
  let next = FIRST_CLASS;
  for (const id of new Set([...paired, ...lone])) {
    if (slotOf[id] === VOID) throw new RangeError(`${side} class ${id} is void and mapped at once`);
    slotOf[id] = next++;
  }
  return slotOf;
}

function maximum(values: Uint16Array): number {
  let max = FIRST_CLASS - 1;
  for (const value of values) if (value > max) max = value;
  return max;
}
