import type { Convention } from '#src/core/scene/scene.ts';

/** Where a command writes: the process's own streams, or a test's. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

export interface OptionHelp {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help: DIR, N. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandInput {
  /** The command's arguments as they were typed. */
  readonly args: readonly string[];
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** One command: a file in commands/ and a line in its index. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After 'pointweld'. */
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionHelp>>;
  /** The exit code: 0 done, 1 a check of the user's failed. Throws DataError or UsageError for 2. */
  run(input: CommandInput, output: Output): Promise<number>;
}

/** Exit codes that users' scripts rely on. */
export const DONE = 0;
/** A check of the user's failed. */
export const FAILED = 1;
export const UNUSABLE = 2;

/** Wrong use of the command line; one line that says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The one positional argument that most commands take. */
export function onePath({ positionals }: CommandInput, what: string): string {
  if (positionals.length === 1) return positionals[0];
  throw new UsageError(positionals.length === 0 ? `${what} is missing` : `one ${what} is enough, not ${positionals.length}`);
}

/** The value of an option that takes one; undefined where it was not given. */
export function textOption({ values }: CommandInput, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function requiredOption(input: CommandInput, name: string): string {
  const value = textOption(input, name);
  if (value !== undefined) return value;
  throw new UsageError(`--${name} is missing`);
}

export const JSON_OPTION: OptionHelp = { type: 'boolean', help: 'print one JSON document and nothing else' };
export const LAYOUT_OPTION: OptionHelp = { type: 'string', value: 'ID', help: 'read the folder as this layout, without asking it' };

/** One JSON document on stdout. */
export function printJson(output: Output, value: unknown): void {
  output.out(`${JSON.stringify(value, null, 2)}\n`);
}

/** Columns padded to their widest cell; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => String(row[k]).length)));
  const cell = (value: string | number, k: number): string =>
    typeof value === 'number' ? String(value).padStart(widths[k]) : value.padEnd(widths[k]);
  return rows.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
}

export function conventionLines(conventions: readonly Convention[]): string {
  return conventions.map(({ name, value, source }) => `  ${name}: ${value}${source === 'assumed' ? ' (assumed)' : ''}\n`).join('');
}
