import { describe, expect, it } from 'vitest';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { droppedTree, fileListTree } from '#src/storage/sources/file-list-tree.ts';
import { fileSource } from '#src/storage/sources/file-source.ts';
import { handleTree } from '#src/storage/sources/handle-tree.ts';
import { httpTree } from '#src/storage/sources/http-tree.ts';

/** What is in the folder "drive" of each test. */
const CONTENT: Record<string, string> = {
  'a.pcd': 'first cloud',
  'b/100%.bin': '0123456789',
  'b/c/ü #?.txt': 'unusual',
  '.git/config': 'hidden',
  'b/.DS_Store': 'hidden',
};
const VISIBLE = ['a.pcd', 'b/100%.bin', 'b/c/ü #?.txt'];

function treeSuite(name: string, make: () => Promise<FileTree> | FileTree): void {
  describe(name, () => {
    it('lists the visible files, sorted', async () => {
      const tree = await make();
      expect(tree.name).toBe('drive');
      expect(await tree.list()).toEqual(VISIBLE);
    });

    it('reads by range, clipped to the size, into fresh arrays', async () => {
      const source = await (await make()).open('b/100%.bin');
      expect(source).toMatchObject({ name: 'b/100%.bin', size: 10 });
      const text = async (begin: number, end: number) => new TextDecoder().decode(await source.read(begin, end));
      expect(await text(2, 5)).toBe('234');
      expect(await text(7, 99)).toBe('789');
      expect(await text(10, 12)).toBe('');
      expect(await text(5, 5)).toBe('');
      const one = await source.read(0, 3);
      one.fill(0);
      expect(await text(0, 3)).toBe('012');
      const odd = await (await make()).open('b/c/ü #?.txt');
      expect(new TextDecoder().decode(await odd.read(0, odd.size))).toBe('unusual');
    });

    it('says which file is missing', async () => {
      const tree = await make();
      for (const path of ['no.pcd', 'b', 'b/no/x', '../a.pcd', '', 'b//100%.bin'])
        await expect(tree.open(path)).rejects.toMatchObject({ name: 'DataError', kind: 'missing', details: { file: path } });
    });

    it('stops when it is told to', async () => {
      const source = await (await make()).open('a.pcd');
      await expect(source.read(0, 5, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
}

function file(path: string, folder: string): File {
  const out = new File([CONTENT[path]], path.slice(path.lastIndexOf('/') + 1));
  Object.defineProperty(out, 'webkitRelativePath', { value: folder === '' ? '' : `${folder}/${path}` });
  return out;
}

/** CONTENT as nested folders: strings are contents. */
type Nested = { [name: string]: Nested | string };

function nested(): Nested {
  const root: Nested = {};
  for (const [path, text] of Object.entries(CONTENT)) {
    const names = path.split('/');
    let at = root;
    for (const name of names.slice(0, -1)) at = (at[name] ??= {}) as Nested;
    at[names[names.length - 1]] = text;
  }
  return root;
}

/** An entry as drag and drop gives it; readers give one child at a time. */
function entry(name: string, content: Nested | string): FileSystemEntry {
  if (typeof content === 'string')
    return { name, isFile: true, isDirectory: false, file: (resolve: (f: File) => void) => resolve(new File([content], name)) } as unknown as FileSystemEntry;
  const createReader = () => {
    const left = Object.entries(content);
    return { readEntries: (resolve: (e: FileSystemEntry[]) => void) => resolve(left.splice(0, 1).map(([n, c]) => entry(n, c))) };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

function transfer(entries: (FileSystemEntry | null)[]): DataTransfer {
  return { items: entries.map((e) => ({ webkitGetAsEntry: () => e })) } as unknown as DataTransfer;
}

function handle(name: string, content: Nested): FileSystemDirectoryHandle {
  const child = (key: string, kind: 'file' | 'directory') => {
    if (!Object.hasOwn(content, key)) throw new DOMException('none', 'NotFoundError');
    const value = content[key];
    if ((typeof value === 'string') !== (kind === 'file')) throw new DOMException('other kind', 'TypeMismatchError');
    return typeof value === 'string' ? { kind, name: key, getFile: async () => new File([value], key) } : handle(key, value);
  };
  return {
    kind: 'directory',
    name,
    getFileHandle: async (key: string) => child(key, 'file'),
    getDirectoryHandle: async (key: string) => child(key, 'directory'),
    async *entries() {
      for (const key of Object.keys(content)) yield [key, child(key, typeof content[key] === 'string' ? 'file' : 'directory')];
    },
  } as unknown as FileSystemDirectoryHandle;
}

/** A server of CONTENT, with or without ranges. */
function server(ranges: boolean, etag = () => '"1"') {
  return async (address: string, init: RequestInit): Promise<Response> => {
    init.signal?.throwIfAborted();
    const { pathname } = new URL(address);
    if (pathname === '/api/files') return Response.json([...VISIBLE].reverse());
    const path = pathname.slice('/data/'.length).split('/').map(decodeURIComponent).join('/');
    if (!Object.hasOwn(CONTENT, path)) return new Response('No such file.\n', { status: 404 });
    const bytes = new TextEncoder().encode(CONTENT[path]);
    const headers = { 'Content-Length': String(bytes.length), ETag: etag() };
    if (init.method === 'HEAD') return new Response(null, { headers });
    const range = /bytes=(\d+)-(\d+)/.exec(new Headers(init.headers).get('Range') ?? '');
    if (!ranges || range === null) return new Response(bytes, { headers });
    return new Response(bytes.slice(Number(range[1]), Number(range[2]) + 1), { status: 206, headers });
  };
}

treeSuite('a chosen folder', () => fileListTree(Object.keys(CONTENT).map((path) => file(path, 'drive'))));
treeSuite('a dropped folder', () => droppedTree(transfer([entry('drive', nested())])));
treeSuite('a directory handle', () => handleTree(handle('drive', nested())));
treeSuite('a server', () => httpTree('drive', 'http://127.0.0.1:4477/', server(true)));
treeSuite('a server that knows no ranges', () => httpTree('drive', 'http://127.0.0.1:4477/', server(false)));

describe('single files', () => {
  it('lie side by side', async () => {
    const tree = fileListTree([file('b/100%.bin', ''), file('a.pcd', '')]);
    expect(tree.name).toBe('2 files');
    expect(await tree.list()).toEqual(['100%.bin', 'a.pcd']);
    expect(fileListTree([file('a.pcd', '')]).name).toBe('a.pcd');
    const dropped = await droppedTree(transfer([entry('x.las', 'x'), null, entry('b', { 'y.las': 'y' })]));
    expect(await dropped.list()).toEqual(['b/y.las', 'x.las']);
    expect((await droppedTree(transfer([entry('x.las', 'x')]))).name).toBe('x.las');
  });

  it('of one name are refused, and so is nothing at all', async () => {
    expect(() => fileListTree([file('a.pcd', ''), file('a.pcd', '')])).toThrow(DataError);
    expect(() => fileListTree([])).toThrow(DataError);
    await expect(droppedTree(transfer([null]))).rejects.toBeInstanceOf(DataError);
  });
});

describe('what goes wrong while reading', () => {
  it('a file that changed on disk', async () => {
    const gone = { name: 'a', size: 4, slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('x', 'NotReadableError')) }) } as unknown as File;
    await expect(fileSource(gone).read(0, 4)).rejects.toThrow(/a: cannot be read.*choose it again/);
  });

  it('permission that was taken away', async () => {
    const locked = { ...handle('drive', {}), getFileHandle: () => Promise.reject(new DOMException('x', 'NotAllowedError')) };
    await expect(handleTree(locked).open('a')).rejects.toThrow(/no permission/);
  });

  it('a server that is gone, whose file changed, or which sends too little', async () => {
    const down = httpTree('drive', 'http://h/', () => Promise.reject(new TypeError('fetch failed')));
    await expect(down.list()).rejects.toMatchObject({ kind: 'missing' });
    await expect(down.open('a.pcd')).rejects.toThrow('a.pcd: cannot be fetched');
    let version = 1;
    const changing = await httpTree('drive', 'http://h/', server(true, () => `"${version++}"`)).open('a.pcd');
    await expect(changing.read(0, 2)).rejects.toMatchObject({ kind: 'mismatch' });
    const short = server(true);
    const source = await httpTree('drive', 'http://h/', async (address, init) =>
      init.method === 'HEAD' ? short(address, init) : new Response('x', { status: 206, headers: { ETag: '"1"' } })).open('a.pcd');
    await expect(source.read(0, 5)).rejects.toMatchObject({ kind: 'truncated' });
    const odd = httpTree('drive', 'http://h/', async () => Response.json({ no: 'list' }));
    await expect(odd.list()).rejects.toMatchObject({ kind: 'malformed' });
  });
});
