import { join } from 'node:path';
import { DataError } from '#src/core/errors.ts';
import type { Change } from '#src/core/labels/change.ts';
import { classOf, instanceOf } from '#src/core/labels/label.ts';
import type { PointStep, PointValue } from '#src/core/labels/provenance.ts';
import type { ClassDef, Taxonomy } from '#src/core/labels/taxonomy.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import type { Scene, Sweep, SweepId } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { WORK_FOLDER } from '#src/storage/work/names.ts';
import { openWorkDir } from '#src/storage/work/node-work-files.ts';
import { allChanges } from '#src/storage/work/open-label-set.ts';
import { pointHistory } from '#src/storage/work/point-history.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import type { Command, CommandInput, Output } from '../command.ts';
import { DONE, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, table, textOption, UsageError } from '../command.ts';
import { openPath } from '../open-path.ts';
import { userPath } from '../user-path.ts';

/** What `history --json` prints. */
export interface HistoryInfo {
  readonly work: string;
  /** Seq of the last Change. */
  readonly revision: number;
  readonly changes: readonly ChangeInfo[];
}

export interface ChangeInfo {
  readonly seq: number;
  readonly id: string;
  readonly title: string;
  readonly tool: string;
  readonly author: string;
  /** ISO 8601, by the author's clock; null where that said no time there is. */
  readonly time: string | null;
  readonly points: number;
  readonly sweeps: readonly string[];
  readonly records: number;
  /** Id of the Change that this one took back, or brought back. */
  readonly undoes: string | null;
  readonly redoes: string | null;
}

/** What `history --point --json` prints: newest first. */
export interface PointHistoryInfo {
  readonly work: string;
  readonly sweep: string;
  readonly point: number;
  readonly steps: readonly PointStepInfo[];
}

export interface PointStepInfo extends Omit<ChangeInfo, 'seq' | 'points' | 'sweeps' | 'records'> {
  readonly before: LabelInfo;
  readonly after: LabelInfo;
}

export interface LabelInfo {
  readonly class: number;
  readonly name: string;
  readonly instance: number;
  readonly draft: boolean;
}

const DEFAULT_SET = 'work';

export const historyCommand: Command = {
  name: 'history',
  summary: 'Say who changed what, with which tool, when: in the saved work, or of one point',
  usage: 'history DATASET [--work DIR] [--set NAME] [--point SWEEP:INDEX] [--layout ID] [--json]',
  options: {
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset' },
    set: { type: 'string', value: 'NAME', help: 'the label set of the saved work (work)' },
    point: { type: 'string', value: 'SWEEP:INDEX', help: 'one point: sequence/frame/sensor or a frame, and its place in the file from 0' },
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const { scene, folder } = await openPath(userPath(onePath(input, 'DATASET')), { layout: textOption(input, 'layout') });
    const work = textOption(input, 'work');
    const place = work === undefined ? join(folder, WORK_FOLDER) : userPath(work);
    const store = await openWorkDir(place, textOption(input, 'set') ?? DEFAULT_SET, { mustExist: true });
    try {
      if (store.recovered !== null) output.err(`${store.recovered}\n`);
      const point = textOption(input, 'point');
      await (point === undefined ? ofAll(store, input, output) : ofPoint(store, scene, point, input, output));
      return DONE;
    } finally {
      await store.close();
    }
  },
};

async function ofAll(store: WorkStore, input: CommandInput, output: Output): Promise<void> {
  const changes: ChangeInfo[] = [];
  for await (const { seq, change } of allChanges(store)) changes.push({ seq, ...headOf(change) });
  const info: HistoryInfo = { work: store.where, revision: changes.length, changes };
  if (input.values.json === true) printJson(output, info);
  else if (changes.length === 0) output.out(`nothing was changed ${store.where}\n`);
  else output.out(table([['', 'time', 'author', 'tool', 'points', 'change'], ...changes.map((c) => [c.seq, c.time ?? '-', plain(c.author), plain(c.tool), c.points, `${kindOf(c)}${plain(c.title)}`])]));
}

/** Who takes a step back has a row with that step's own title. */
function kindOf({ undoes, redoes }: ChangeInfo): string {
  return undoes !== null ? 'undo: ' : redoes !== null ? 'redo: ' : '';
}

function headOf({ id, title, provenance, sweeps, records }: Change): Omit<ChangeInfo, 'seq'> {
  const { tool, author, timeMs, undoes, redoes } = provenance;
  const points = sweeps.reduce((sum, delta) => sum + delta.points.count, 0);
  return { id, title, tool, author, time: isoTime(timeMs), points, sweeps: sweeps.map(({ sweep }) => sweep), records: records.length, undoes: undoes ?? null, redoes: redoes ?? null };
}

async function ofPoint(store: WorkStore, scene: Scene, text: string, input: CommandInput, output: Output): Promise<void> {
  const { sweep, index } = pointOf(scene, text), count = await pointsIn(store, sweep.id);
  if (count !== null && index >= count) throw new DataError('missing', 'there is no such point', { file: text, expected: `0 to ${count - 1}: the sweep has ${count} points`, found: String(index) });
  const taxonomy = await taxonomyNow(store, scene.taxonomy);
  const steps = (await pointHistory(store, sweep.id, index)).map((step) => stepInfo(step, taxonomy));
  const info: PointHistoryInfo = { work: store.where, sweep: sweep.id, point: index, steps };
  if (input.values.json === true) printJson(output, info);
  else if (steps.length === 0) output.out(`point ${index} of ${plain(sweep.id)} was never changed ${store.where}\n`);
  else for (const step of steps) output.out(`${sentence(step)}\n`);
}

/** How many points a sweep had when it was labelled; null where it never was. */
async function pointsIn(store: WorkStore, sweep: SweepId): Promise<number | null> {
  for await (const { change } of allChanges(store)) {
    const delta = change.sweeps.find((one) => one.sweep === sweep);
    if (delta !== undefined) return delta.points.universe;
  }
  return null;
}

/** "set to car #7 by Ada with lasso, 2026-03-01T14:02:11.000Z, before: unlabelled" */
function sentence({ author, tool, time, before, after, undoes, redoes }: PointStepInfo): string {
  const how = undoes !== null ? 'taken back' : redoes !== null ? 'brought again' : 'set';
  return `${how} to ${labelText(after)} by ${plain(author)} with ${plain(tool)}, ${time ?? 'at no time'}, before: ${labelText(before)}`;
}

function labelText({ name, instance, draft }: LabelInfo): string {
  return `${plain(name)}${instance === 0 ? '' : ` #${instance}`}${draft ? ' (draft)' : ''}`;
}

function stepInfo({ changeId, title, tool, author, timeMs, before, after, undoes, redoes }: PointStep, taxonomy: Taxonomy): PointStepInfo {
  const values = { before: labelInfo(before, taxonomy), after: labelInfo(after, taxonomy) };
  return { id: changeId, title, tool, author, time: isoTime(timeMs), ...values, undoes: undoes ?? null, redoes: redoes ?? null };
}

function labelInfo({ label, draft }: PointValue, taxonomy: Taxonomy): LabelInfo {
  return { class: classOf(label), name: className(taxonomy, classOf(label)), instance: instanceOf(label), draft };
}

/** The scene's classes as the work has changed them. */
async function taxonomyNow(store: WorkStore, taxonomy: Taxonomy): Promise<Taxonomy> {
  const classes = new Map<number, ClassDef>(taxonomy.classes.map((one) => [one.id, one]));
  for await (const { change } of allChanges(store))
    for (const diff of change.records) {
      if (diff.table !== 'classes') continue;
      if (diff.after !== null) classes.set(diff.after.id, diff.after);
      else if (diff.before !== null) classes.delete(diff.before.id);
    }
  return { ...taxonomy, classes: [...classes.values()] };
}

/** A name may hold ':' itself: the last one is meant. Throws UsageError, and DataError for a sweep that is not there. */
function pointOf(scene: Scene, text: string): { sweep: Sweep; index: number } {
  const at = text.lastIndexOf(':');
  const name = text.slice(0, Math.max(0, at)), index = text.slice(at + 1);
  if (at < 1 || !/^\d{1,15}$/.test(index)) throw new UsageError(`--point takes SWEEP:INDEX, not '${text}'`);
  const frames = allFrames(scene);
  const exact = frames.flatMap(({ frame }) => frame.sweeps).filter(({ id }) => id === name);
  const found = exact.length > 0 ? exact : frames.filter(({ frame }) => frame.id === name).map(({ frame }) => frame.sweeps[0]);
  if (found.length === 1) return { sweep: found[0], index: Number(index) };
  if (found.length > 1) throw new UsageError(`several sequences have a frame '${name}': name the sweep (${found.map(({ id }) => id).slice(0, 5).join(', ')})`);
  throw new DataError('missing', 'there is no such sweep', { file: name, expected: 'sequence/frame/sensor or a frame of this dataset' });
}

function isoTime(timeMs: number): string | null {
  const time = new Date(timeMs);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** Names come from data: none of them gets to steer a terminal or to turn a line around. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
