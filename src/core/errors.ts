/** What went wrong with data that came from outside. Every reader throws this and nothing else (promise 6). */
export type DataErrorKind =
  | 'malformed' // the bytes contradict the format
  | 'truncated' // the bytes end before the format says
  | 'unsupported' // well formed, and refused by name
  | 'missing' // a file or a part that is referred to is not there
  | 'mismatch' // two things that must agree do not: counts, sizes
  | 'too-large'; // does not fit in what this machine or browser allows

export interface DataErrorDetails {
  /** Name or path of the file, as the user knows it. */
  file: string;
  /** Where in the file: "byte 227", "header line 3", "frames[2].images[0]". */
  where?: string;
  expected?: string;
  found?: string;
  /** What the user can do about it. */
  hint?: string;
}

/** A typed error that names the file, where in it, what was expected and what was found. One line, always. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(
    readonly kind: DataErrorKind,
    readonly problem: string,
    readonly details: DataErrorDetails,
  ) {
    super(describe(problem, details));
  }

  toJSON(): { kind: DataErrorKind; problem: string; details: DataErrorDetails } {
    return { kind: this.kind, problem: this.problem, details: this.details };
  }

  /** Errors lose their class when they cross a worker boundary: this puts it back. */
  static fromJSON(json: ReturnType<DataError['toJSON']>): DataError {
    return new DataError(json.kind, json.problem, json.details);
  }
}

function describe(problem: string, { file, where, expected, found, hint }: DataErrorDetails): string {
  const parts = [`${file}: ${problem}`];
  if (where !== undefined) parts.push(`at ${where}`);
  if (expected !== undefined) parts.push(`expected ${expected}`);
  if (found !== undefined) parts.push(`found ${found}`);
  const line = parts.join(', ') + (hint === undefined ? '' : ` (${hint})`);
  return line.replace(/\s+/g, ' ');
}

/** What to tell people of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for the error that an aborted job rejects with. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
