import { uprightBox } from '#src/core/geometry/box.ts';
import type { Change } from '#src/core/labels/change.ts';
import { makeDelta } from '#src/core/labels/change.ts';
import { classOf, instanceOf, UNLABELLED } from '#src/core/labels/label.ts';
import type { CuboidRecord, RecordDiff } from '#src/core/labels/records.ts';
import type { Selection } from '#src/core/select/selector.ts';
import { selectedCount } from '#src/core/select/selector.ts';
import { changeHeader } from './change-header.ts';
import { workspace } from './current.ts';
import { objectName, points } from './names.ts';
import type { Paint } from './painting.ts';
import { armedPaint, impactsOf } from './painting.ts';
import { setSelection } from './selecting.ts';
import { currentFrame } from './stores/scene-store.ts';
import type { CuboidDraft } from './stores/tool-store.ts';
import { useTools } from './stores/tool-store.ts';
import { commit } from './undoing.ts';

/** Labels a selection as `paint` says, as one Change. Returns it, or null where no point would change. */
export function labelPoints(selection: Selection, paint: Paint, tool: string, region: unknown, cuboid: CuboidDraft | null = null): Change | null {
  const open = workspace();
  const here = currentFrame();
  if (open === null || here === null) return null;
  const impacts = impactsOf(selection, paint);
  const sweeps = [...impacts].flatMap(([id, impact]) => {
    const labels = open.get(id)?.labels;
    return labels === undefined || impact.points.count === 0 ? [] : [makeDelta(id, impact.points, labels, () => ({ label: paint.label, draft: false }))];
  });
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
    title: `${tool}: ${points(count)} → ${what}`,
    place: { sequence: here.sequence.id, frame: here.frame.id },
    sweeps,
    records,
  };
  commit(change);
  return change;
}

function cuboidRecord(draft: CuboidDraft, sequence: string, frame: string, label: number): CuboidRecord {
  const { pose, size } = uprightBox<'world'>(draft.center, draft.size, draft.yaw);
  const instance = instanceOf(label);
  return {
    id: crypto.randomUUID(),
    frame: `${sequence}/${frame}`,
    classId: classOf(label),
    ...(instance === 0 ? {} : { instance }),
    worldFromBox: pose,
    size,
  };
}

/** Labels what is selected with what is armed, and clears the selection. */
export function applyToSelection(): Change | null {
  const open = workspace();
  const paint = armedPaint('set');
  if (open === null || paint === null) return null;
  const selection = open.marks('selected');
  if (selectedCount(selection) === 0) return null;
  const change = labelPoints(selection, paint, 'selection', { kind: 'selection' });
  if (change !== null) setSelection(new Map());
  return change;
}

/** Takes the labels off what is selected. */
export function eraseSelection(): Change | null {
  const open = workspace();
  if (open === null) return null;
  const change = labelPoints(open.marks('selected'), { label: UNLABELLED, newInstance: null, only: null }, 'erase', { kind: 'selection' });
  if (change !== null) setSelection(new Map());
  return change;
}
