import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { parseRange, type ByteRange } from './range.ts';

const chunkBytes = 1 << 18;

export interface FileHeaders {
  readonly 'Content-Type': string;
  readonly 'Cache-Control': string;
}

/**
 * The answer to GET or HEAD for one file: whole or a byte range, with an ETag of size and modification time, which
 * If-None-Match and If-Range are compared to (RFC 9110, 13 and 14).
 * @param path a real path that the asker may read
 */
export async function fileResponse(request: Request, path: string, headers: FileHeaders): Promise<Response> {
  const info = await stat(path, { bigint: true });
  const size = Number(info.size);
  const etag = `"${info.size.toString(16)}-${info.mtimeNs.toString(16)}"`;
  const common = { ...headers, ETag: etag, 'Accept-Ranges': 'bytes' };

  if (matches(request.headers.get('If-None-Match'), etag)) return new Response(null, { status: 304, headers: common });

  const condition = request.headers.get('If-Range');
  const wanted = condition === null || condition === etag ? request.headers.get('Range') : null;
  const range = parseRange(wanted ?? undefined, size);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...common, 'Content-Range': `bytes */${size}` } });
  }

  const { begin, end } = range ?? { begin: 0, end: size };
  const sent: Record<string, string> = { ...common, 'Content-Length': String(end - begin) };
  if (range) sent['Content-Range'] = `bytes ${begin}-${end - 1}/${size}`;
  const body = request.method === 'HEAD' ? null : await readRange(path, { begin, end });
  return new Response(body, { status: range ? 206 : 200, headers: sent });
}

function matches(condition: string | null, etag: string): boolean {
  if (condition === null) return false;
  return condition.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

/** The bytes as they are asked for. A file that shrank meanwhile is an error and breaks the answer off. */
async function readRange(path: string, { begin, end }: ByteRange): Promise<ReadableStream<Uint8Array>> {
  // The path is real: a link that was put in its place since it was resolved is refused.
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  let position = begin;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        if (position < end) position += await readChunk(file, position, end, controller);
        if (position < end) return;
        await file.close();
        controller.close();
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    cancel: () => file.close(),
  });
}

async function readChunk(
  file: FileHandle, position: number, end: number, controller: ReadableStreamDefaultController<Uint8Array>,
): Promise<number> {
  const chunk = new Uint8Array(Math.min(chunkBytes, end - position));
  const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
  if (bytesRead === 0) throw new Error('the file became shorter while it was read');
  controller.enqueue(chunk.subarray(0, bytesRead));
  return bytesRead;
}
