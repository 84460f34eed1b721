import { uprightBox } from '#src/core/geometry/box.ts';
import type { Change, SweepDelta } from '#src/core/labels/change.ts';
import { deltaSteps } from '#src/core/labels/change.ts';
import { classOf, instanceOf, UNLABELLED } from '#src/core/labels/label.ts';
import type { CuboidRecord, RecordDiff } from '#src/core/labels/records.ts';
import type { Selection } from '#src/core/select/selector.ts';
import { selectedCount } from '#src/core/select/selector.ts';
import type { Steps } from '#src/core/steps.ts';
import { changeHeader } from './change-header.ts';
import { workspace } from './current.ts';
import { newId } from './ids.ts';
import { inOrder } from './in-order.ts';
import { objectName, points } from './names.ts';
import type { Paint } from './painting.ts';
import { armed, armedPaint, impactSteps } from './painting.ts';
import { setSelectionSteps } from './selecting.ts';
import { currentFrame } from './stores/scene-store.ts';
import type { CuboidDraft } from './stores/tool-store.ts';
import { useTools } from './stores/tool-store.ts';
import { commitSteps } from './undoing.ts';

/** How a stroke came about: what its Change says of it, and the cuboid that it leaves behind. */
export interface Stroke {
  readonly tool: string;
  readonly region: unknown;
  readonly cuboid?: CuboidDraft | null;
}

/** Labels a selection as `paint` says, as one Change. Gives it, or null where no point would change. */
export function* labelSteps(selection: Selection, paint: Paint, { tool, region, cuboid = null }: Stroke): Steps<Change | null> {
  const open = workspace();
  const here = currentFrame();
  if (open === null || here === null) return null;
  const sweeps: SweepDelta[] = [];
  for (const [id, impact] of yield* impactSteps(selection, paint)) {
    const labels = open.get(id)?.labels;
    if (labels === undefined || impact.points.count === 0) continue;
    sweeps.push(yield* deltaSteps(id, impact.points, labels, { label: paint.label, draft: false }));
    yield;
  }
  if (sweeps.length === 0) return null;
  const records: RecordDiff[] = [];
  if (paint.newInstance !== null)
    records.push({ table: 'instances', id: String(paint.newInstance.id), before: null, after: paint.newInstance });
  if (cuboid !== null && paint.label !== UNLABELLED) {
    const record = cuboidRecord(cuboid, here.sequence.id, here.frame.id, paint.label);
    records.push({ table: 'cuboids', id: record.id, before: null, after: record });
  }
  const count = sweeps.reduce((n, delta) => n + delta.points.count, 0);
  const what = paint.label === UNLABELLED ? 'unlabelled' : objectName(paint.label);
  const change: Change = {
    ...changeHeader({ tool, region, guards: { ...useTools.getState().guards } }),
    title: `${tool}: ${points(count)}${sweeps.length > 1 ? ` in ${sweeps.length} sweeps` : ''} → ${what}`,
    place: { sequence: here.sequence.id, frame: here.frame.id },
    sweeps,
    records,
  };
  yield* commitSteps(change);
  return change;
}

function cuboidRecord(draft: CuboidDraft, sequence: string, frame: string, label: number): CuboidRecord {
  const { pose, size } = uprightBox<'world'>(draft.center, draft.size, draft.yaw);
  const instance = instanceOf(label);
  return {
    id: newId(),
    frame: `${sequence}/${frame}`,
    classId: classOf(label),
    ...(instance === 0 ? {} : { instance }),
    worldFromBox: pose,
    size,
  };
}

/** Labels what is selected with what is armed, and clears the selection. Null where nothing would change. */
export function applyToSelection(): Change | null | Promise<Change | null> {
  const paint = armedPaint({ ...armed(), combine: 'set' });
  return paint === null ? null : labelSelection(paint, 'selection');
}

/** Takes the labels off what is selected. */
export function eraseSelection(): Change | null | Promise<Change | null> {
  return labelSelection({ label: UNLABELLED, newInstance: null, only: null }, 'erase');
}

function labelSelection(paint: Paint, tool: string): Change | null | Promise<Change | null> {
  const selection = workspace()?.marks('selected') ?? new Map();
  return inOrder(tool === 'erase' ? 'Erasing' : 'Labelling', selectedCount(selection), function* () {
    const change = yield* labelSteps(selection, paint, { tool, region: { kind: 'selection' } });
    if (change !== null) yield* setSelectionSteps(new Map());
    return change;
  });
}
