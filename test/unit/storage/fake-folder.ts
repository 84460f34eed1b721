/**
 * A directory handle as Chromium gives one, in memory: a writable works on a copy that takes the file's place when it
 * is closed. What a test breaks: the room left, the permission, and the next steps of writing.
 */
export class FakeDisk {
  /** Bytes that fit; writing more is refused. */
  room = Infinity;
  permission: PermissionState = 'granted';
  /** What people answer when they are asked. */
  answer: PermissionState = 'granted';
  /** Called before each step of writing; throws to break it. */
  onStep: (step: 'create' | 'write' | 'close' | 'remove') => void = () => undefined;
  readonly root: FileSystemDirectoryHandle;
  readonly tree: FakeFolder = new Map();
  /** Files that are open in place. */
  readonly taken = new Set<FakeFile>();
  /** Bytes that one write in place takes at most. */
  chunk = Infinity;

  constructor(name = 'drive') {
    this.root = folderHandle(this, name, this.tree);
  }

  allow(): void {
    if (this.permission !== 'granted') throw new DOMException('The request is not allowed by the user agent', 'NotAllowedError');
  }

  step(step: 'create' | 'write' | 'close' | 'remove'): void {
    this.allow();
    this.onStep(step);
  }
}

type FakeFolder = Map<string, FakeFolder | FakeFile>;
interface FakeFile {
  bytes: Uint8Array<ArrayBuffer>;
}

const isFolder = (entry: FakeFolder | FakeFile): entry is FakeFolder => entry instanceof Map;

function folderHandle(disk: FakeDisk, name: string, folder: FakeFolder): FileSystemDirectoryHandle {
  const child = (key: string, create: boolean, make: () => FakeFolder | FakeFile, wanted: boolean): FakeFolder | FakeFile => {
    disk.allow();
    if (key === '' || key === '.' || key === '..' || /[/\\]/.test(key)) throw new TypeError('Name is not allowed.');
    const found = folder.get(key);
    if (found !== undefined && isFolder(found) !== wanted) throw new DOMException('other kind', 'TypeMismatchError');
    if (found !== undefined) return found;
    if (!create) throw new DOMException('not found', 'NotFoundError');
    disk.step('create');
    const made = make();
    folder.set(key, made);
    return made;
  };
  return {
    kind: 'directory',
    name,
    queryPermission: async () => disk.permission,
    requestPermission: async () => (disk.permission = disk.answer),
    getDirectoryHandle: async (key: string, { create = false } = {}) => folderHandle(disk, key, child(key, create, () => new Map(), true) as FakeFolder),
    getFileHandle: async (key: string, { create = false } = {}) => fileHandle(disk, key, child(key, create, () => ({ bytes: new Uint8Array(0) }), false) as FakeFile),
    removeEntry: async (key: string) => {
      disk.step('remove');
      if (!folder.delete(key)) throw new DOMException('not found', 'NotFoundError');
    },
    async *keys() {
      disk.allow();
      yield* Array.from(folder.keys());
    },
  } as unknown as FileSystemDirectoryHandle;
}

function fileHandle(disk: FakeDisk, name: string, file: FakeFile): FileSystemFileHandle {
  return {
    kind: 'file',
    name,
    getFile: async () => {
      disk.allow();
      return new File([file.bytes], name);
    },
    createWritable: async () => {
      disk.step('create');
      const parts: Uint8Array<ArrayBuffer>[] = [];
      return {
        write: async (bytes: Uint8Array<ArrayBuffer>) => {
          disk.step('write');
          if (bytes.length > disk.room) throw new DOMException('no room', 'QuotaExceededError');
          disk.room -= bytes.length;
          parts.push(bytes.slice());
        },
        close: async () => {
          disk.step('close');
          file.bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
        },
        abort: async () => undefined,
      };
    },
    createSyncAccessHandle: async () => {
      if (disk.taken.has(file)) throw new DOMException('taken', 'NoModificationAllowedError');
      disk.taken.add(file);
      return accessTo(disk, file);
    },
  } as unknown as FileSystemFileHandle;
}

/** What a worker gets for a file of the private file system: writes in place, as many bytes of each as the disk likes. */
function accessTo(disk: FakeDisk, file: FakeFile): unknown {
  return {
    getSize: () => file.bytes.length,
    write: (bytes: Uint8Array, { at }: { at: number }) => {
      disk.step('write');
      const n = Math.min(bytes.length, disk.chunk, disk.room);
      disk.room -= n;
      const next = new Uint8Array(Math.max(file.bytes.length, at + n));
      next.set(file.bytes);
      next.set(bytes.subarray(0, n), at);
      file.bytes = next;
      return n;
    },
    truncate: (size: number) => {
      disk.step('write');
      const next = new Uint8Array(size);
      next.set(file.bytes.subarray(0, size));
      file.bytes = next;
    },
    flush: () => disk.step('close'),
    close: () => disk.taken.delete(file),
  };
}
