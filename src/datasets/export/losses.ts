import { classOf } from '#src/core/labels/label.ts';
import type { Exporter } from './exporter.ts';
import type { ExportMapping } from './mapping.ts';
import { isDropped, outName } from './mapping.ts';
import type { SetSummary } from './summary.ts';
import { instancePoints } from './summary.ts';

/** Everything that would not come back from an export of this set, one line each; to be shown before anything is written. */
export function exportLosses(exporter: Exporter, summary: SetSummary, mapping: ExportMapping): string[] {
  const { capacity } = exporter;
  const lines: string[] = [];
  const say = (when: boolean, line: string): void => void (when && lines.push(line));
  if (capacity.classes > 0) {
    for (const [id, points] of summary.source)
      if (isDropped(mapping, id) && id !== 0) lines.push(`class ${id} becomes nothing: ${points} points go out as unlabelled`);
    for (const [id, all] of mapping.ambiguous)
      say(summary.source.has(id), `class ${id} could become ${all.map((to) => outName(mapping, to)).join(' or ')}: it becomes ${outName(mapping, mapping.table[id])}`);
    merged(summary, mapping, lines);
    const unlabelled = summary.source.get(0) ?? 0;
    say(mapping.realZero !== null && unlabelled > 0, `${unlabelled} unlabelled points go out as 0, which is ${mapping.realZero} there`);
    const high = [...summary.classes.keys()].filter((id) => id > capacity.classes);
    say(high.length > 0, `classes above ${capacity.classes} cannot be written: ${high.join(', ')}; map them first`);
    const inInstances = instancePoints(summary);
    say(capacity.instances === 0 && inInstances > 0, `no instances: those of ${inInstances} points are left out`);
    say(capacity.instances > 0 && capacity.instances < 0xffff && needsNumbers(summary, capacity.instances), `instances above ${capacity.instances} get other ids, which are kept in pointweld-ids.json`);
    say(capacity.drafts !== true && summary.drafts > 0, `${summary.drafts} drafts look like labels that somebody has accepted`);
    say(!capacity.allSweeps && summary.besideMain > 0, `the main sweep only: ${summary.besideMain} labelled points of other sweeps are left out`);
  } else say([...summary.classes].some(([id]) => id !== 0), 'boxes only: the labels of points are left out');
  say(capacity.boxes !== true && summary.boxes > 0, `no boxes: ${summary.boxes} are left out`);
  say(summary.withoutLabels.length > 0 && capacity.classes > 0, `${summary.withoutLabels.length} of ${summary.frames} frames have no labels: ${summary.withoutLabels.slice(0, 4).join(', ')}${summary.withoutLabels.length > 4 ? ', …' : ''}`);
  return [...lines, ...exporter.losses(summary)];
}

/** True where some instance does not fit as it is. */
export function needsNumbers({ objects }: SetSummary, max: number): boolean {
  return [...objects.values()].some((o) => [...o.keys()].some((label) => label >>> 16 > max));
}

/** Several classes that become one cannot be told apart afterwards. */
function merged(summary: SetSummary, mapping: ExportMapping, lines: string[]): void {
  const from = new Map<number, number[]>();
  for (const id of summary.source.keys()) if (id !== 0 && !isDropped(mapping, id)) from.set(mapping.table[id], [...(from.get(mapping.table[id]) ?? []), classOf(id)]);
  for (const [to, ids] of from) if (ids.length > 1) lines.push(`classes ${ids.sort((a, b) => a - b).join(', ')} become one: ${outName(mapping, to)}`);
}
