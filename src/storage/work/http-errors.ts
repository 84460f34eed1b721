import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { WorkErrorKind } from './work-store.ts';
import { WORK_ERROR_KINDS, WorkError } from './work-store.ts';

const STATUS: Record<WorkErrorKind, number> = { conflict: 412, unavailable: 503, permission: 403, refused: 400 };

const DATA_KINDS = ['malformed', 'truncated', 'unsupported', 'missing', 'mismatch', 'too-large'] as const;

/** What stands in the body of an answer that is an error. */
const Body = v.object({
  error: v.string(),
  work: v.optional(v.picklist(WORK_ERROR_KINDS)),
  revision: v.optional(v.number()),
  data: v.optional(
    v.object({
      kind: v.picklist(DATA_KINDS),
      problem: v.string(),
      details: v.object({
        file: v.string(),
        where: v.optional(v.string()),
        expected: v.optional(v.string()),
        found: v.optional(v.string()),
        hint: v.optional(v.string()),
      }),
    }),
  ),
});

/** An error as an answer. What is neither WorkError nor DataError is our own fault: it is thrown on. */
export function errorResponse(error: unknown): Response {
  if (error instanceof WorkError) return json({ error: error.message, work: error.kind, revision: error.revision }, STATUS[error.kind]);
  if (error instanceof DataError) return json({ error: error.message, data: error.toJSON() }, 422);
  throw error;
}

/** The error that an answer stands for. */
export async function errorOf(response: Response): Promise<Error> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  const result = v.safeParse(Body, body);
  if (!result.success) return new WorkError('unavailable', `the server answered ${response.status} ${response.statusText}`.trimEnd());
  const { error, work, revision, data } = result.output;
  return data === undefined ? new WorkError(work ?? 'unavailable', error, { revision }) : DataError.fromJSON(data);
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}
