import { parseArgs } from 'node:util';
import { DataError, errorMessage } from '#src/core/errors.ts';
import type { Command, CommandInput, Output } from './command.ts';
import { DONE, UNUSABLE, UsageError } from './command.ts';
import { commands } from './commands/index.ts';

const processOutput: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** Runs `pointweld ARGS` and gives the exit code: 0 done, 1 a check failed, 2 wrong use or unreadable input. */
export async function main(args: readonly string[], output: Output = processOutput): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    output.out(overview());
    return name === undefined ? UNUSABLE : DONE;
  }
  const command = commands.find((c) => c.name === name);
  if (!command) {
    output.err(`pointweld: there is no command '${name}' (${commands.map((c) => c.name).join(', ')})\n`);
    return UNUSABLE;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    output.out(helpOf(command));
    return DONE;
  }
  try {
    return await command.run(parsed(command, rest), output);
  } catch (error) {
    output.err(`${lineFor(command, error)}\n`);
    return UNUSABLE;
  }
}

function parsed(command: Command, args: readonly string[]): CommandInput {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { args, positionals, values: values as CommandInput['values'] };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split('\n')[0] : String(error));
  }
}

/** One line, always; POINTWELD_DEBUG shows where in the program an error that is not the user's came from. */
function lineFor(command: Command, error: unknown): string {
  if (error instanceof DataError) return error.message;
  const message = errorMessage(error).replace(/\s+/g, ' ');
  if (error instanceof UsageError) return `pointweld ${command.name}: ${message} (usage: pointweld ${command.usage})`;
  return process.env.POINTWELD_DEBUG && error instanceof Error ? `${error.stack}` : `pointweld ${command.name}: ${message}`;
}

function overview(): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  const list = commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}\n`).join('');
  return `Usage: pointweld COMMAND ...\n\n${list}\npointweld COMMAND --help says more. Exit codes: 0 done; 1 a check failed; 2 wrong use or unreadable input.\n`;
}

function helpOf({ summary, usage, options }: Command): string {
  const rows = Object.entries(options).map(([name, o]) => [`--${name}${o.value === undefined ? '' : ` ${o.value}`}`, o.help]);
  const width = Math.max(0, ...rows.map(([flag]) => flag.length));
  return `Usage: pointweld ${usage}\n\n${summary}\n\n${rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}\n`).join('')}`;
}
