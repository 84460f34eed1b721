import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#src/cli/prepare.mjs';
import { lockProblems } from './lockfile.ts';

const complete = {
  '': { dependencies: { a: '1' } },
  'node_modules/a': { version: '1', integrity: 'sha512-x', optionalDependencies: { 'a-linux': '1', b: '1' } },
  'node_modules/a-linux': { version: '1', integrity: 'sha512-x', optional: true },
  'node_modules/a/node_modules/b': { version: '1', integrity: 'sha512-x' },
};

it('package-lock.json names every package for every system, and no registry', () => {
  const { packages } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
  expect(lockProblems(packages)).toEqual([]);
});

describe('the check finds', () => {
  it('nothing in a complete lockfile', () => expect(lockProblems(complete)).toEqual([]));

  it('a package of another system that was left out', () => {
    const { 'node_modules/a-linux': _, ...rest } = complete;
    expect(lockProblems(rest)).toEqual(['node_modules/a: a-linux is not locked']);
  });

  it('a registry, and a missing integrity', () => {
    const packages = { ...complete, 'node_modules/c': { version: '1', resolved: 'https://registry.example/c.tgz' } };
    expect(lockProblems(packages)).toEqual(['node_modules/c: names where it came from', 'node_modules/c: has no integrity']);
  });
});
