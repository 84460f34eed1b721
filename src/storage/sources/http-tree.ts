import { DataError, isAbort } from '#src/core/errors.ts';
import type { ByteSource, FileTree } from '#src/core/io/bytes.ts';
import { notThere } from './lazy-tree.ts';

type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/**
 * The dataset behind the local server: `api/files` lists it, `data/PATH` has the bytes, by range. `name` is what the
 * folder is called, `base` the server's address with a slash at the end: the page's own where it is not given.
 */
export function httpTree(name: string, base = new URL('/', location.href).href, fetcher: Fetch = (address, init) => fetch(address, init)): FileTree {
  return {
    name,
    async list() {
      const response = await ask(fetcher, `${base}api/files`, {}, name);
      if (!response.ok) throw await refusal(response, name);
      const paths: unknown = await response.json().catch(() => null);
      if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string'))
        throw new DataError('malformed', 'the server did not give a list of files', { file: name });
      return paths.toSorted();
    },
    async open(path) {
      const names = path.split('/');
      // A URL would lose these on its way.
      if (names.some((part) => part === '' || part === '.' || part === '..')) throw notThere(path);
      const address = `${base}data/${names.map(encodeURIComponent).join('/')}`;
      const response = await ask(fetcher, address, { method: 'HEAD' }, path);
      if (!response.ok) throw await refusal(response, path);
      const size = Number(response.headers.get('Content-Length') ?? NaN);
      if (!Number.isSafeInteger(size) || size < 0) throw new DataError('malformed', 'the server did not say its size', { file: path });
      return remoteFile(fetcher, address, path, size, response.headers.get('ETag'));
    },
  };
}

function remoteFile(fetcher: Fetch, address: string, name: string, size: number, etag: string | null): ByteSource {
  return {
    name,
    size,
    async read(begin, end, signal) {
      signal?.throwIfAborted();
      const last = Math.min(end, size);
      if (last <= begin) return new Uint8Array(0);
      const headers: Record<string, string> = { Range: `bytes=${begin}-${last - 1}` };
      if (etag !== null) headers['If-Range'] = etag;
      const response = await ask(fetcher, address, { headers, signal }, name);
      if (!response.ok) throw await refusal(response, name);
      if (etag !== null && response.headers.get('ETag') !== etag) {
        await response.body?.cancel();
        throw new DataError('mismatch', 'has changed since it was opened', { file: name, hint: 'open it again' });
      }
      const bytes = await received(response, name);
      // A server that knows no ranges sends everything.
      const part = response.status === 206 ? bytes : bytes.slice(begin, last);
      if (part.length !== last - begin)
        throw new DataError('truncated', 'came short', { file: name, where: `byte ${begin}`, expected: `${last - begin} bytes`, found: String(part.length) });
      return part;
    },
  };
}

async function ask(fetcher: Fetch, address: string, init: RequestInit, file: string): Promise<Response> {
  try {
    return await fetcher(address, init);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new DataError('missing', 'cannot be fetched: the server does not answer', { file });
  }
}

async function received(response: Response, file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new DataError('truncated', 'the connection broke', { file });
  }
}

async function refusal(response: Response, file: string): Promise<DataError> {
  if (response.status === 404) return notThere(file);
  const said = (await response.text().catch(() => '')).slice(0, 300);
  return new DataError('missing', 'cannot be fetched', { file, found: `${response.status} ${said}`.trimEnd() });
}
