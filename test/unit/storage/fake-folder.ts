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
  } as unknown as FileSystemFileHandle;
}
