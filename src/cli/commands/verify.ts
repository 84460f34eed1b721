import { DataError, errorMessage } from '#src/core/errors.ts';
import { CANNOT_TELL_CLASS, classOf, instanceOf } from '#src/core/labels/label.ts';
import type { SweepLabels } from '#src/core/labels/sweep-labels.ts';
import type { Scene, Sweep } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { inOrder } from '#src/core/io/in-order.ts';
import type { Engine } from '#src/engine/engine.ts';
import { sourceLabelsJob } from '#src/engine/jobs/source-labels.request.ts';
import { listSets } from '#src/storage/work/names.ts';
import { NodeWorkFiles, openWorkDir } from '#src/storage/work/node-work-files.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import type { Command } from '../command.ts';
import { DONE, FAILED, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, textOption } from '../command.ts';
import { frameRanges } from '../frame-range.ts';
import { withKept } from '../kept-conventions.ts';
import { openPath } from '../open-path.ts';
import { showProgress } from '../progress.ts';
import { SavedSet } from '../saved-set.ts';
import { workFolder } from '../saved-work.ts';
import { engineFor, framesAtOnce, THREADS_OPTION } from '../threads.ts';
import { userPath } from '../user-path.ts';

/** What `verify --json` prints. */
export interface VerifyInfo {
  readonly frames: number;
  readonly sweeps: number;
  readonly points: number;
  /** Label sets that were looked at, and the Changes in each. */
  readonly sets: readonly { readonly set: string; readonly changes: number; readonly sweeps: number; readonly snapshots: number; readonly digests: number }[];
  /** What was held to be true of every sweep, in words. */
  readonly verified: readonly string[];
  /** What could not be, and why. */
  readonly notVerified: readonly string[];
  /** What is not right; the first one first. */
  readonly mismatches: readonly Mismatch[];
}

export interface Mismatch {
  /** 'the dataset', or the name of a set. */
  readonly set: string;
  readonly sweep: string;
  readonly problem: string;
}

const VERIFIED = [
  'there is one label for each point of the source file, by both counts',
  "classes are among the dataset's, and points of an instance that has a record are of its class",
  "every Change of a set's journal fits the labels that it was made on, point by point, from the source's labels on",
  'every snapshot is, byte for byte, what the journal comes to at that Change, and its checksum is right',
  'every sweep that a set has labels for is in the dataset',
  'where Changes carry the checksum of the cloud that they were made on, it has the same points, in the same order',
] as const;

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Prove that the labels of the dataset and of all saved work belong to its points',
  usage: 'verify DATASET [--work DIR] [--set NAME] [--frames A-B] [--threads N] [--layout ID] [--json]',
  options: {
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset' },
    set: { type: 'string', value: 'NAME', help: 'this label set only; all of them where absent' },
    frames: { type: 'string', value: 'A-B', help: 'from frame A to frame B, both included, or one frame' },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const asRead = await openPath(userPath(onePath(input, 'DATASET')), { layout: textOption(input, 'layout') });
    const given = textOption(input, 'work'), work = given === undefined ? workFolder(asRead) : userPath(given), only = textOption(input, 'set');
    const names = only === undefined ? await setsIn(work) : [only];
    if (given !== undefined && names.length === 0) throw new DataError('missing', 'has no label set', { file: work });
    const stores: WorkStore[] = [];
    let engine: Engine | null = null;
    try {
      const sets: SetUnderTest[] = [];
      for (const name of names) {
        const store = await openWorkDir(work, name, { mustExist: true });
        stores.push(store);
        sets.push(new SetUnderTest(name, await SavedSet.open(store, name), store));
      }
      const opened = withKept(asRead, sets.flatMap(({ saved }) => [...saved.records.table('conventions').values()]));
      const frames = frameRanges(opened.scene, textOption(input, 'frames')).flatMap(({ sequence, begin, end }) => sequence.frames.slice(begin, end));
      const running = (engine = engineFor(input, frames.length)), verifier = new Verifier(opened.scene, sets);
      for (const { name, store } of sets) if (store.recovered !== null) verifier.mismatch(name, 'journal', store.recovered);
      verifier.sweepsOutside();
      const progress = showProgress(output, 'verifying', 'frames');
      let done = 0;
      const checks = inOrder(frames, async (frame) => {
        for (const sweep of frame.sweeps) await verifier.sweep(sweep, running, opened.tree);
      }, framesAtOnce(running));
      for await (const outcome of checks) {
        if ('error' in outcome) throw outcome.error;
        progress(++done, frames.length);
      }
      const info = verifier.info(frames.length);
      if (input.values.json === true) printJson(output, info);
      else output.out(described(info));
      return info.mismatches.length > 0 ? FAILED : DONE;
    } finally {
      engine?.dispose();
      for (const store of stores) await store.close();
    }
  },
};

function setsIn(work: string): Promise<string[]> {
  return listSets((folder) => new NodeWorkFiles(work).list(folder));
}

class SetUnderTest {
  snapshots = 0;
  /** Sweeps whose Changes say which cloud they were made on. */
  digests = 0;

  constructor(readonly name: string, readonly saved: SavedSet, readonly store: WorkStore) {}
}

class Verifier {
  private readonly mismatches: Mismatch[] = [];
  private readonly classes: ReadonlySet<number>;
  private sweeps = 0;
  private points = 0;

  constructor(private readonly scene: Scene, private readonly sets: readonly SetUnderTest[]) {
    this.classes = new Set([0, CANNOT_TELL_CLASS, ...scene.taxonomy.classes.map((c) => c.id)]);
  }

  mismatch(set: string, sweep: string, problem: string): void {
    this.mismatches.push({ set, sweep, problem });
  }

  /** Work that belongs to nothing here: another dataset's, or frames that were taken away. */
  sweepsOutside(): void {
    const there = new Set(allFrames(this.scene).flatMap(({ frame }) => frame.sweeps.map((s) => s.id)));
    for (const { name, saved } of this.sets) for (const id of saved.sweeps) if (!there.has(id)) this.mismatch(name, id, 'has labels for a sweep that the dataset does not have');
  }

  async sweep(sweep: Sweep, engine: Engine, tree: FileTree): Promise<void> {
    const digest = this.sets.some(({ saved }) => saved.marks(sweep.id).length > 0);
    const source = await this.tried('the dataset', sweep.id, () => engine.run(sourceLabelsJob, { cloud: sweep.cloud, labels: sweep.labels, digest }, { trees: [tree] }));
    if (source === null) return;
    this.sweeps++;
    this.points += source.count;
    const own = source.labels ?? new Uint32Array(source.count), objects = objectsIn(own);
    // The job has held the file of labels against the count of points already.
    if (source.labels !== null) this.classesOf('the dataset', sweep.id, objects);
    for (const set of this.sets) {
      this.cloudOf(set, sweep.id, source.digest);
      await this.setOf(set, sweep.id, own, objects);
    }
  }

  private cloudOf(set: SetUnderTest, sweep: string, digest: string | null): void {
    const marks = set.saved.marks(sweep), other = marks.find(({ cloud }) => cloud !== digest);
    if (marks.length > 0) set.digests++;
    if (other !== undefined)
      this.mismatch(set.name, sweep, `change ${other.seq} (${other.title}) was made on a cloud with other points, or the same in another order: checksum ${other.cloud} then, ${digest} now`);
  }

  private async setOf(set: SetUnderTest, sweep: string, source: Uint32Array, sourceObjects: ReadonlySet<number>): Promise<void> {
    const { name, saved, store } = set;
    const now = await this.tried(name, sweep, async () => saved.replay(sweep, source.slice()));
    const snapshot = await this.tried(name, sweep, () => store.getSnapshot(sweep));
    if (now === null) return;
    this.classesOf(name, sweep, now.perClass.keys());
    for (const label of now.perObject.keys()) {
      const record = saved.records.instance(instanceOf(label));
      // Sources exist that number the instances of each class from 1.
      if (record !== undefined && record.classId !== classOf(label) && !sourceObjects.has(label))
        this.mismatch(name, sweep, `instance ${record.id} is of class ${record.classId}, and has points of class ${classOf(label)}`);
    }
    if (snapshot === null) return;
    set.snapshots++;
    if (snapshot.labels.length !== source.length) return this.mismatch(name, sweep, `its snapshot has ${snapshot.labels.length} labels, the source ${source.length} points`);
    const then = snapshot.seq >= saved.revision ? now : saved.replay(sweep, source.slice(), null, 0, snapshot.seq);
    const point = firstOther(then, snapshot.labels, snapshot.drafts);
    if (point !== null) this.mismatch(name, sweep, `its snapshot after change ${snapshot.seq} has, at point ${point}, label ${snapshot.labels[point]}; the journal comes to ${then.labels[point]}`);
  }

  private classesOf(set: string, sweep: string, labels: Iterable<number>): void {
    for (const label of labels) if (!this.classes.has(classOf(label))) this.once(set, sweep, `class ${classOf(label)} is not among the dataset's classes`);
  }

  /** The same fault of every frame is one line. */
  private once(set: string, sweep: string, problem: string): void {
    if (!this.mismatches.some((m) => m.set === set && m.problem === problem)) this.mismatch(set, sweep, problem);
  }

  private async tried<T>(set: string, sweep: string, read: () => Promise<T>): Promise<T | null> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.mismatch(set, sweep, errorMessage(error));
      return null;
    }
  }

  private notVerified(): string[] {
    return this.sets.flatMap(({ name, saved }) => {
      const without = [...saved.sweeps].filter((sweep) => saved.marks(sweep).length === 0);
      return without.length === 0 ? [] : [
        `${without.length} sweeps of set ${name} carry no checksum of their cloud (${without.slice(0, 4).join(', ')}${without.length > 4 ? ', …' : ''}): the order of their points is proved by the values that Changes were made on, and by nothing where these are all one`,
      ];
    });
  }

  info(frames: number): VerifyInfo {
    const sets = this.sets.map(({ name, saved, snapshots, digests }) => ({ set: name, changes: saved.revision, sweeps: saved.sweeps.size, snapshots, digests }));
    return { frames, sweeps: this.sweeps, points: this.points, sets, verified: VERIFIED, notVerified: this.notVerified(), mismatches: this.mismatches };
  }
}

function objectsIn(labels: Uint32Array): Set<number> {
  const found = new Set<number>();
  let last = -1;
  // Points come in runs of one label.
  for (const label of labels) if (label !== last) found.add((last = label));
  return found;
}

/** The first point that has another label or draft bit. */
function firstOther(then: SweepLabels, labels: Uint32Array, drafts: Uint8Array | null): number | null {
  for (let i = 0; i < labels.length; i++)
    if (labels[i] !== then.labels[i] || then.isDraft(i) !== (drafts !== null && ((drafts[i >> 3] >> (i & 7)) & 1) === 1)) return i;
  return null;
}

function described({ frames, sweeps, points, sets, verified, notVerified, mismatches }: VerifyInfo): string {
  const what = `${frames} frames, ${sweeps} sweeps, ${points} points; ${sets.length === 0 ? 'no saved work' : sets.map((s) => `set ${s.set}: ${s.changes} changes, ${s.snapshots} snapshots, ${s.digests} checksums of clouds`).join('; ')}\n`;
  if (mismatches.length === 0) return `${what}all of this is true:\n${verified.map((line) => `  ${line}\n`).join('')}${notVerified.length === 0 ? '' : `not verified:\n${notVerified.map((line) => `  ${line}\n`).join('')}`}`;
  const [{ set, sweep, problem }] = mismatches;
  return `${what}first mismatch, in ${set}, ${sweep}: ${problem}\n${mismatches.length > 1 ? `and ${mismatches.length - 1} more (--json lists them)\n` : ''}`;
}
