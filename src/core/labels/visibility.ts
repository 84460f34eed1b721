import { classOf, instanceOf, UNLABELLED } from './label.ts';

/**
 * Which points are out of the way by their label. What is hidden is not drawn (or faintly, as people like), and no tool
 * selects it and no cursor finds it: the same answer everywhere, from here.
 */
export interface Visibility {
  /** Class ids; 0 = unlabelled. */
  readonly hiddenClasses: ReadonlySet<number>;
  /** Packed labels with an instance. By label and not by instance id alone: sources exist that number each class from 1. */
  readonly hiddenObjects: ReadonlySet<number>;
  /** Only this class is shown; null = all that are not hidden. */
  readonly onlyClass: number | null;
  /** Only this object is shown, by packed label. */
  readonly onlyObject: number | null;
  readonly hideLabelled: boolean;
  readonly hideUnlabelled: boolean;
  readonly hideDrafts: boolean;
}

export const everythingShown: Visibility = {
  hiddenClasses: new Set(), hiddenObjects: new Set(), onlyClass: null, onlyObject: null, hideLabelled: false, hideUnlabelled: false, hideDrafts: false,
};

/** Whether something is hidden at all: where not, nobody needs to ask point by point. */
export function hidesSomething(v: Visibility): boolean {
  return v.hiddenClasses.size + v.hiddenObjects.size > 0 || v.onlyClass !== null || v.onlyObject !== null || v.hideLabelled || v.hideUnlabelled || v.hideDrafts;
}

/** Whether a point with this packed label is shown. `draft`: a machine set the label and nobody has accepted it. */
export function isShown(label: number, draft: boolean, v: Visibility): boolean {
  if (v.hideDrafts && draft) return false;
  if (classOf(label) === UNLABELLED ? v.hideUnlabelled : v.hideLabelled) return false;
  if (v.onlyObject !== null) return label === v.onlyObject;
  return isClassShown(classOf(label), v) && !(instanceOf(label) !== 0 && v.hiddenObjects.has(label));
}

/** Whether a class is shown as a class; single objects of it may be hidden. */
export function isClassShown(classId: number, v: Visibility): boolean {
  return v.onlyClass === null ? !v.hiddenClasses.has(classId) : classId === v.onlyClass;
}
