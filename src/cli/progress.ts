import type { JobContext } from '#src/core/io/bytes.ts';
import type { Output } from './command.ts';

/** Between two lines on a terminal, milliseconds. */
const PAUSE_MS = 1000;
/** Work that is done before this needs no line. */
const FIRST_MS = 2000;

/** Says every second how far a long job is, on the terminal's error stream; nothing where that is no terminal. */
export function showProgress(output: Output, what: string, of: string, isTerminal = process.stderr.isTTY): NonNullable<JobContext['progress']> {
  let next = Date.now() + FIRST_MS;
  return (done, total) => {
    if (!isTerminal || Date.now() < next) return;
    next = Date.now() + PAUSE_MS;
    output.err(`${what}: ${done} of ${total} ${of}\n`);
  };
}
