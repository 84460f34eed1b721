import { errorMessage, isAbort } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import type { Stores } from '#src/session/opening.ts';
import { openTree, WORK_SET } from '#src/session/opening.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { droppedTree, fileListTree } from '#src/storage/sources/file-list-tree.ts';
import { handleTree } from '#src/storage/sources/handle-tree.ts';
import { httpTree } from '#src/storage/sources/http-tree.ts';
import { openHttpWork } from '#src/storage/work/http-work-store.ts';
import { openOpfsWork } from '#src/storage/work/opfs-work-store.ts';
import type { WorkStore } from '#src/storage/work/work-store.ts';
import { followLink } from './links.ts';

/** What the local server says it serves: the part of /api/session that the app needs. */
interface ServedSession {
  readonly name: string;
  /** Whether this server keeps work; otherwise this browser does. */
  readonly work: boolean;
}

/** Opens what the local server serves. Without one (a static host) the page starts empty. */
export async function openServed(): Promise<void> {
  const session = await servedSession();
  if (session === null) return;
  const stores = session.work ? onServer : inBrowser;
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
    return await open(handleTree(await choose()), layout);
  } catch (error) {
    if (isAbort(error)) return false;
    throw error;
  }
}

export async function openDropped(transfer: DataTransfer): Promise<boolean> {
  return open(await droppedTree(transfer));
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

async function onServer(key: string, set: string): Promise<Stores> {
  const store = await openHttpWork(new URL('/api/work/', location.href).href, set);
  return { store, safety: await safetyCopy(key, set) };
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
