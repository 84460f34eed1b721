import { errorMessage, isAbort } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { notify } from '#src/session/notices.ts';
import type { OpenStores, Stores } from '#src/session/opening.ts';
import { openTree, WORK_SET } from '#src/session/opening.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useSettings } from '#src/session/stores/settings-store.ts';
import { droppedTree, fileListTree } from '#src/storage/sources/file-list-tree.ts';
import { handleTree } from '#src/storage/sources/handle-tree.ts';
import { httpTree } from '#src/storage/sources/http-tree.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { openOpfsWork } from '#src/storage/work/opfs-work-store.ts';
import { allChanges } from '#src/storage/work/open-label-set.ts';
import { askFolderPermission, openFolderWork } from '#src/storage/work/handle-work-files.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { followLink } from './links.ts';

/** What the local server says it serves: the part of /api/session that the app needs. */
interface ServedSession {
  readonly name: string;
  /** Whether this server keeps work; otherwise this browser does. */
  readonly work: boolean;
  /** Whether that work may be looked at only. */
  readonly readOnly: boolean;
}

/** Opens what the local server serves. Without one (a static host) the page starts empty. */
export async function openServed(): Promise<void> {
  const session = await servedSession();
  if (session === null) return;
  const stores: OpenStores = session.work ? (key, set) => onServer(key, set, session.readOnly) : inBrowser;
  try {
    if (await openTree(httpTree(session.name), stores, { set: chosenSet() })) await followLink();
  } catch (error) {
    useScene.setState({ opening: { phase: 'failed', what: session.name, error: errorMessage(error) } });
  }
}

/** Opens files that were chosen. False where they could not be opened; the reason is on screen. */
export function openFiles(files: readonly File[], layout?: string): Promise<boolean> {
  return open(fileListTree(files), layout);
}

/** Opens a folder through the browser's own folder dialog. False where the user changed their mind, or it could not be opened. */
export async function openFolder(choose: () => Promise<FileSystemDirectoryHandle>, layout?: string): Promise<boolean> {
  try {
    const folder = await choose();
    return await openTree(handleTree(folder), (key, set) => besideData(folder, key, set), { layout, set: chosenSet() });
  } catch (error) {
    if (isAbort(error)) return false;
    throw error;
  }
}

export async function openDropped(transfer: DataTransfer): Promise<boolean> {
  try {
    return await open(await droppedTree(transfer));
  } catch (error) {
    // Nothing in it could be read at all: what is open stays open.
    notify('error', errorMessage(error));
    return false;
  }
}

function open(tree: FileTree, layout?: string): Promise<boolean> {
  return openTree(tree, inBrowser, { layout, set: chosenSet() });
}

/** The label set that the page's address names. */
function chosenSet(): string {
  return new URLSearchParams(location.search).get('set') ?? WORK_SET;
}

async function inBrowser(key: string, set: string): Promise<Stores> {
  return { store: await openOpfsWork(key, set), safety: null };
}

/**
 * In `pointweld/` inside the folder, where people want it there and allow it; else in this browser. What this browser kept for
 * the dataset before goes along the first time.
 */
async function besideData(folder: FileSystemDirectoryHandle, key: string, set: string): Promise<Stores> {
  const own = await openOpfsWork(key, set);
  if (!useSettings.getState().workInFolder || (await askFolderPermission(folder)) !== 'granted') return { store: own, safety: null };
  const store = await openFolderWork(folder, set);
  if ((await store.revision()) === 0) for await (const { change } of allChanges(own)) await store.append(change);
  await own.close();
  return { store, safety: await safetyCopy(key, set), allow: () => askFolderPermission(folder) };
}

async function onServer(key: string, set: string, readOnly: boolean): Promise<Stores> {
  const store = await openHttpWork(new URL('/api/work/', location.href).href, set);
  return readOnly ? { store, safety: null, readOnly } : { store, safety: await safetyCopy(key, set) };
}

/** A second store in this browser; null where it can keep none, which costs nothing but the second copy. */
async function safetyCopy(key: string, set: string): Promise<WorkStore | null> {
  try {
    return await openOpfsWork(`${key}-copy`, set);
  } catch {
    return null;
  }
}

async function servedSession(): Promise<ServedSession | null> {
  try {
    const response = await fetch('/api/session');
    const isJson = response.headers.get('Content-Type')?.includes('json') === true;
    return response.ok && isJson ? ((await response.json()) as ServedSession) : null;
  } catch {
    return null; // no server of ours: a static host, or a development server
  }
}
