import type { Figures, Groups, Way } from './detect-figures.ts';
import { ENOUGH_FIXED, FIRST, MISREAD, TOP, WAYS } from './detect-figures.ts';
import type { Step } from './detect-reviewer.ts';
import type { Kind } from './detect-scene.ts';
import { KINDS } from './detect-scene.ts';
import { median } from './measure.ts';

/** Actions at which the curves are read. */
const AT = [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100];
const names = Object.keys(WAYS) as Way[];

/** What all streets (outer list) come to, by how wrong masks are (inner list, as `MISREAD`), for people. */
export function tables(streets: readonly (readonly Figures[])[]): string[] {
  const degrees = MISREAD.map((rate, k) => ({ name: percent(rate, 0), all: streets.map((street) => street[k]) }));
  return [
    ...table(
      ['masks misread', 'findings per street', 'mistakes', 'found', `in the first ${TOP} findings`, `label errors of the first ${FIRST}`, 'of so many possible', 'right points flagged'],
      degrees.map(({ name, all }) => [
        name, mean(all.map((f) => f.findings)).toFixed(1), ...groups(all, KINDS), mean(all.map((f) => f.wrongInFirst)).toFixed(1), mean(all.map((f) => Math.min(FIRST, f.wrongFindings))).toFixed(1),
        percent(total(all, (f) => f.rightFlagged) / total(all, (f) => f.right), 2),
      ]),
    ),
    'By kinds of mistakes',
    ...table(
      ['masks misread', 'kind', 'points seen', 'disagree', 'mistakes', 'found', `in the first ${TOP} findings`],
      degrees.flatMap(({ name, all }) => KINDS.map((kind) => {
        const points = total(all, (f) => f.groups[kind].points);
        return [name, kind, String(points), percent(total(all, (f) => f.groups[kind].disagree) / points), ...groups(all, [kind])];
      })),
    ),
    `Actions until ${percent(ENOUGH_FIXED, 0)} of the wrong points are fixed that the queue holds (all that is fixed at the end where nobody errs), median over streets; in brackets, in how many of ${streets.length} streets ${percent(ENOUGH_FIXED, 0)} of all wrong points are`,
    ...table(
      ['masks misread', 'wrong points', 'the queue holds', ...names, 'walking every frame'],
      degrees.map(({ name, all }) => [
        name, String(total(all, (f) => f.wrong)), percent(pooled(all, (f) => at(f.reviews.ranked, Infinity))), ...names.map((way) => reached(all, way)), String(median(all.map((f) => f.walk))),
      ]),
    ),
    'IoU of labels and truth, mean over classes and streets: before, after 10 actions, at the end of the queue; streets that are worse then than before',
    ...table(
      ['masks misread', 'before', ...(['ranked', 'erring', 'erring, settling alike'] as const).flatMap((way) => [`${way}: after 10`, 'at the end', 'worse'])],
      degrees.map(({ name, all }) => [name, share(mean(all.map((f) => f.reviews.ranked[0].iou))), ...(['ranked', 'erring', 'erring, settling alike'] as const).flatMap((way) => {
        const runs = all.map((f) => f.reviews[way]);
        return [share(mean(runs.map((run) => at(run, 10).iou))), share(mean(runs.map((run) => at(run, Infinity).iou))), String(runs.filter((run) => at(run, Infinity).iou < run[0].iou).length)];
      })]),
    ),
    'Share of the wrong points of all streets that is fixed after so many actions in each',
    ...table(
      ['masks misread', 'way', ...AT.map(String), 'end', 'actions in all'],
      degrees.flatMap(({ name, all }) => names.map((way) => [
        name, way, ...[...AT, Infinity].map((n) => percent(pooled(all, (f) => at(f.reviews[way], n)), 0)),
        mean(all.map((f) => f.reviews[way].length - 1)).toFixed(1),
      ])),
    ),
  ];
}

/** Mistakes of some kinds that there are, the share of them that is found, and that the first findings hold. */
function groups(all: readonly Figures[], kinds: readonly Kind[]): string[] {
  const sum = (of: keyof Groups): number => total(all, (f) => kinds.reduce((n, kind) => n + f.groups[kind][of], 0));
  return [String(sum('there')), percent(sum('found') / sum('there')), percent(sum('inTop') / sum('there'))];
}

function reached(all: readonly Figures[], way: Way): string {
  const middle = median(all.map((f) => actionsTo(f, way, ENOUGH_FIXED * fixed(f, at(f.reviews.ranked, Infinity)))));
  return `${Number.isFinite(middle) ? middle : 'never'} (${all.filter((f) => Number.isFinite(actionsTo(f, way, ENOUGH_FIXED))).length})`;
}

/** Infinity where it never is. */
function actionsTo(figures: Figures, way: Way, enough: number): number {
  const n = figures.reviews[way].findIndex((step) => fixed(figures, step) >= enough);
  return n < 0 ? Infinity : n;
}

/** Of the wrong points of all streets, the share that is fixed. */
function pooled(all: readonly Figures[], step: (figures: Figures) => Step): number {
  return 1 - total(all, (f) => step(f).wrong) / total(all, (f) => f.wrong);
}

/** The state after so many actions, or after the last. */
function at(steps: readonly Step[], actions: number): Step {
  return steps[Math.min(actions, steps.length - 1)];
}

function fixed({ wrong }: Figures, step: Step): number {
  return wrong === 0 ? 1 : 1 - step.wrong / wrong;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return ['', ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`), ''];
}

function total(all: readonly Figures[], of: (figures: Figures) => number): number {
  return all.reduce((sum, figures) => sum + of(figures), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}

function share(value: number): string {
  return value.toFixed(3);
}
