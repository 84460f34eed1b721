/** What both kinds of directory handle, private ones and those that people choose, are asked in the same way. */

/** A folder below `root`; null where there is none and `create` is not set. */
export async function folderAt(root: FileSystemDirectoryHandle, path: string, create: boolean): Promise<FileSystemDirectoryHandle | null> {
  let folder: FileSystemDirectoryHandle | null = root;
  for (const name of path.split('/')) if (name !== '' && folder !== null) folder = await orNull(folder.getDirectoryHandle(name, { create }));
  return folder;
}

export async function fileAt(root: FileSystemDirectoryHandle, path: string): Promise<FileSystemFileHandle | null> {
  const { folder, name } = splitPath(path);
  const parent = await folderAt(root, folder, false);
  return parent === null ? null : orNull(parent.getFileHandle(name));
}

export async function sizeAt(root: FileSystemDirectoryHandle, path: string): Promise<number | null> {
  const handle = await fileAt(root, path);
  return handle === null ? null : (await orNull(handle.getFile()))?.size ?? null;
}

/** The bytes of [begin, end), clipped to the size. */
export async function readAt(root: FileSystemDirectoryHandle, path: string, begin: number, end: number): Promise<Uint8Array | null> {
  const handle = await fileAt(root, path);
  const file = handle === null ? null : await orNull(handle.getFile());
  if (file === null) return null;
  return new Uint8Array(await file.slice(begin, Math.min(end, file.size)).arrayBuffer());
}

export async function namesAt(root: FileSystemDirectoryHandle, path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (await folderAt(root, path, false))?.keys() ?? []) names.push(name);
  return names.sort();
}

export async function removeAt(root: FileSystemDirectoryHandle, path: string): Promise<void> {
  const { folder, name } = splitPath(path);
  const parent = await folderAt(root, folder, false);
  if (parent !== null) await orNull(parent.removeEntry(name));
}

/** Puts a file in place whole: writes go to a hidden copy, which takes the file's place on close. */
export async function putAt(root: FileSystemDirectoryHandle, path: string, bytes: Uint8Array): Promise<FileSystemFileHandle> {
  const { folder, name } = splitPath(path);
  const handle = await (await folderAt(root, folder, true))!.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  try {
    await stream.write(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    await stream.abort().catch(() => undefined);
    throw error;
  }
  await stream.close();
  return handle;
}

/** One at a time by name, among all tabs: `navigator.locks`. */
export interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** The browser's own locks. */
export function browserLocks(): Locks {
  // TypeScript's page library types the callback's result away.
  return navigator.locks as Locks;
}

/** Promises of this object that are under way. */
export class Running {
  private readonly promises = new Set<Promise<unknown>>();

  add<T>(promise: Promise<T>): Promise<T> {
    this.promises.add(promise);
    const forget = () => void this.promises.delete(promise);
    promise.then(forget, forget);
    return promise;
  }

  async idle(): Promise<void> {
    while (this.promises.size > 0) await Promise.allSettled(this.promises);
  }
}

function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
