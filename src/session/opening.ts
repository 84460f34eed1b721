import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { errorMessage } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Change } from '#src/core/labels/change.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import { layouts, openDataset } from '#src/datasets/index.ts';
import { withoutWork } from '#src/storage/sources/without-work.ts';
import { openLabelSet } from '#src/storage/work/open-label-set.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { applyConventions } from './conventions.ts';
import { setWorkspace } from './current.ts';
import { showFrame } from './frames.ts';
import { reserveInstances } from './instance-scan.ts';
import { coloured } from './palette.ts';
import { findMasks } from './masks.ts';
import { notify } from './notices.ts';
import { useLabels } from './stores/label-store.ts';
import { useScene } from './stores/scene-store.ts';
import { useTools } from './stores/tool-store.ts';
import { ONE_FRAME } from './together.ts';
import { keepApart, ownSetName } from './set-copies.ts';
import { markDealtWith, recoverFrom } from './safety.ts';
import { readyToLeave, startSaving, stopSaving } from './saving.ts';
import { Workspace } from './workspace.ts';

/** Name of the label set that people work on. */
export const WORK_SET = 'work';

/** The dataset layouts that a user may choose among. */
export const layoutChoices: readonly { readonly id: string; readonly name: string }[] = layouts;

/** Where work goes: `safety` is a second store, in this browser, where the first one is elsewhere. */
export interface Stores {
  readonly store: WorkStore;
  readonly safety: WorkStore | null;
  /** Whether the work may be looked at only. */
  readonly readOnly?: boolean;
  /** Asks people to allow writing again, where the browser takes that permission back. Called from a click. */
  readonly allow?: () => Promise<unknown>;
}
/** Opens the stores of a dataset's label set. */
export type OpenStores = (key: string, set: string) => Promise<Stores>;

export interface OpenOptions {
  /** Id of a layout; absent = the one that is detected. */
  readonly layout?: string;
  /** Name of the label set to work on. */
  readonly set?: string;
}

let scanning: AbortController | null = null;
let opened: { readonly key: string; readonly set: string; readonly stores: Stores; readonly openStores: OpenStores } | null = null;

/**
 * Opens a folder as a dataset, brings back the work that was saved for it, and shows its first frame. Rejects never: a
 * failure is a state on screen, and what was open before stays open.
 */
export async function openTree(tree: FileTree, openStores: OpenStores, { layout, set: setName = WORK_SET }: OpenOptions = {}): Promise<boolean> {
  useScene.setState({ opening: { phase: 'loading', what: tree.name, done: 0, total: 0 } });
  try {
    const data = withoutWork(tree);
    const scene = await openDataset(data, { layout });
    const key = workKey(scene.name, scene.layout, allFrames(scene).flatMap(({ frame }) => frame.sweeps.map((s) => s.id)));
    const stores = await openStores(key, setName);
    const { store, safety } = stores;
    const { set, history, lastSeq, recovered } = await openLabelSet(store, setName);
    if (!(await readyToLeave())) {
      await Promise.allSettled([store.close(), safety?.close()]);
      throw new Error('what is open has changes that are not saved. Save or download them first.');
    }
    scanning?.abort();
    stopSaving();
    const open = new Workspace(data, scene, set, history, store, stores.readOnly);
    setWorkspace(open);
    startSaving(open, lastSeq, stores);
    opened = { key, set: setName, stores, openStores };
    useTools.setState({ digits: [], armedClass: null, target: { kind: 'next' }, cuboid: null, overlay: null, impact: null });
    useLabels.setState({
      selected: 0,
      save: { state: 'saved', timeMs: history.undoable?.provenance.timeMs ?? null },
      where: store.where,
    });
    useScene.setState({ scene: applyConventions(open), taxonomy: coloured(scene.taxonomy), opening: { phase: 'idle' }, together: ONE_FRAME });
    if (recovered !== null) notify('loss', recovered);
    if (safety !== null) await recoverFrom(safety, open, `${key} ${setName}`, (changes) => keepInOwnSet(changes, store));
    await findMasks(open);
    await showFrame(0);
    scanning = new AbortController();
    void reserveInstances(open, scanning.signal);
    return true;
  } catch (error) {
    useScene.setState({ opening: { phase: 'failed', what: tree.name, error: errorMessage(error) } });
    return false;
  }
}

/** The stores of another label set of what is open. */
export function openSet(name: string): Promise<Stores> {
  if (opened === null) throw new Error('nothing is open');
  return opened.openStores(opened.key, name);
}

/** Gives the name of the label set that keeps Changes which no longer fit the work. */
async function keepInOwnSet(changes: readonly Change[], from: WorkStore): Promise<string> {
  const name = ownSetName();
  const { store, safety } = await openSet(name);
  await keepApart(changes, from, store);
  await Promise.allSettled([store.close(), safety?.close()]);
  return name;
}

/** What is open is kept in another label set from now on. */
export function goesOnIn(set: string, stores: Stores): void {
  if (opened !== null) opened = { ...opened, set, stores };
}

/** What this browser's copy holds is not to be brought back when the work is opened again. */
export async function forgetKept(): Promise<void> {
  const safety = opened?.stores.safety ?? null;
  if (opened !== null && safety !== null) await markDealtWith(safety, `${opened.key} ${opened.set}`);
}

/** A short name for a dataset, the same every time it is opened: keeps its work apart from others' in one place. */
export function workKey(name: string, layout: string, sweeps: readonly string[]): string {
  // Not the browser's own: it has none where a page comes over plain http from another machine.
  const digest = sha256(new TextEncoder().encode([name, layout, ...sweeps].join('\n')));
  return `${name.replace(/[^\w.-]+/g, '_').slice(0, 60)}-${bytesToHex(digest.subarray(0, 8))}`;
}
