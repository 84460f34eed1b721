import { posix } from 'node:path';
import { harmlessHosts, maxLines, rooms } from './rooms.ts';
import type { Import, Source } from './source.ts';

/** What one file does against the rules: lines for people, none where all is well. */
export type Rule = (source: Source) => string[];

/** The room that a path from the project's folder lies in; null for files of no room (tests, configuration). */
export function roomOf(path: string): string | null {
  const parts = path.split('/');
  if (parts[0] === 'src') return parts.length > 2 ? parts[1] : 'app';
  return parts[0] in rooms ? parts[0] : null;
}

/** Rooms import only what `rooms` lets them. */
export const importsOfRoom: Rule = ({ path, imports }) => {
  const name = roomOf(path);
  if (name === null) return [];
  const room = rooms[name];
  if (room === undefined) return [`${path}: ${name} is not a room of the house`];
  return imports.flatMap((imported) => {
    const problem = problemOf(name, path, imported);
    return problem === null ? [] : [`${path}: ${problem} (${imported.from})`];
  });
};

function problemOf(name: string, path: string, { from, typeOnly }: Import): string | null {
  const { uses, names = [], packages } = rooms[name];
  const target = targetOf(path, from);
  if (target === null) {
    const allowed = packages === undefined || packages.some((p) => from === p || from.startsWith(`${p}/`));
    return allowed ? null : `${name} may not import this package`;
  }
  const other = roomOf(target);
  if (other === name || target === 'package.json') return null;
  if (other === null) return `${name} imports what is not part of the program`;
  if (uses.includes(other)) return null;
  if (names.includes(other)) return typeOnly ? null : `${name} may import only types of ${other}`;
  return `${name} may not import ${other}`;
}

/** Every package that is imported is one that package.json asks for, and Node's own are called node:. */
export const declared = (packages: readonly string[]): Rule => ({ path, imports }) =>
  imports.flatMap(({ from }) => {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(from)![0];
    const known = /^(?:[.#/]|node:|virtual:)/.test(from) || packages.includes(name);
    return known ? [] : [`${path}: ${name} is not in package.json`];
  });

/** The path from the project's folder that an import leads to; null for packages. */
function targetOf(path: string, from: string): string | null {
  if (from.startsWith('#')) return from.slice(1);
  if (!from.startsWith('.')) return null;
  return posix.normalize(posix.join(posix.dirname(path), from)).replace(/\?.*$/, '');
}

/** Nothing unfinished is left behind. */
export const nothingUnfinished: Rule = ({ path, text }) =>
  linesWith(path, text, /\b(?:TODO|FIXME|XXX|HACK)\b/, 'is unfinished'); // house: the words themselves

/** Files stay short enough to be read. */
export const shortEnough: Rule = ({ path, text }) => {
  const lines = text.split('\n').length - 1;
  return lines > maxLines ? [`${path}: ${lines} lines, of ${maxLines} at most`] : [];
};

/** No string of the program names a host that something could be fetched from. */
export const noHosts: Rule = ({ path, code }) =>
  code.split('\n').flatMap((line, i) =>
    [...line.matchAll(/\bhttps?:\/\/([\w.-]*)/g)]
      .filter(([, host]) => host !== '' && !harmlessHosts.includes(host))
      .map(([, host]) => `${path}:${i + 1}: names the host ${host}`));

/** No test keeps the others from running. */
export const nothingFocused: Rule = ({ path, code }) =>
  linesWith(path, code, /\b(?:it|test|describe|suite)(?:\.\w+)*\.only\b/, 'keeps other tests from running');

function linesWith(path: string, text: string, pattern: RegExp, what: string): string[] {
  return text.split('\n').flatMap((line, i) => (pattern.test(line) && !line.includes('// house:') ? [`${path}:${i + 1}: ${what}`] : []));
}
