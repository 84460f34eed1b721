import { describe, expect, it } from 'vitest';
import { maxLines } from './rooms.ts';
import { declared, importsOfRoom, noHosts, nothingFocused, nothingUnfinished, shortEnough } from './rules.ts';
import type { Rule } from './rules.ts';
import { parseSource } from './source.ts';

const problems = (rule: Rule, path: string, text: string): number => rule(parseSource(path, text)).length;

describe('imports of rooms', () => {
  it.each([
    ['src/core/cloud/a.ts', "import { b } from '#src/formats/clouds/index.ts';"],
    ['src/core/cloud/a.ts', "import type { b } from '../../session/index.ts';"],
    ['src/core/cloud/a.ts', "import { useMemo } from 'react';"],
    ['src/core/cloud/a.ts', "import { Vector3 } from 'three';"],
    ['src/core/cloud/a.ts', "export { readFile } from 'node:fs/promises';"],
    ['src/core/cloud/a.ts', "const fs = await import('fs');"],
    ['src/core/cloud/a.ts', "import x from '#test/support/x.ts';"],
    ['src/formats/a.ts', "export * from '#src/datasets/index.ts';"],
    ['src/storage/a.ts', "import { las } from '../formats/las.ts';"],
    ['src/viewer/a.tsx', "import { Image } from '../images/image.tsx';"],
    ['src/images/a.tsx', "import type { Panel } from '#src/panels/panel.tsx';"],
    ['src/panels/a.tsx', "import { openDataset } from '#src/datasets/index.ts';"],
    ['src/viewer/a.tsx', "await import('#src/formats/clouds/index.ts');"],
    ['src/tools/a.ts', "import { readCloud } from '#src/formats/clouds/index.ts';"],
    ['src/viewer/a.ts', "new Worker(new URL('../../workers/job.ts', import.meta.url));"],
    ['src/attic/a.ts', ''],
    ['workers/a.ts', "import '#src/app/main.tsx';"],
  ])('%s: %s is refused', (path, text) => expect(problems(importsOfRoom, path, text)).toBe(1));

  it.each([
    ['src/core/cloud/a.ts', "import { b } from '#src/core/select/b.ts'; import { c } from './c.ts'; import * as v from 'valibot';"],
    ['src/core/cloud/a.ts', "// import { useMemo } from 'react'"],
    ['src/core/cloud/a.ts', "const text = 'import x from \\'react\\'';"],
    ['src/panels/a.tsx', "import type { Layout } from '#src/datasets/layout.ts'; import { useState } from 'react';"],
    ['src/engine/a.ts', "new Worker(new URL('../../workers/job.ts', import.meta.url), { type: 'module' });"],
    ['src/app/a.tsx', "import { Viewer } from '#src/viewer/viewer.tsx'; import { version } from '../../package.json';"],
    ['src/main.tsx', "import { App } from './app/app.tsx';"],
    ['test/unit/a.test.ts', "import { App } from '#src/app/app.tsx'; import '#src/core/a.ts';"],
  ])('%s: %s is allowed', (path, text) => expect(problems(importsOfRoom, path, text)).toBe(0));
});

describe('the other rules', () => {
  it.each<[string, Rule, string, number]>([
    ['unfinished', nothingUnfinished, `let a; // ${'TO'}DO: later\n/* ${'FIX'}ME */`, 2],
    ['unfinished', nothingUnfinished, "const TODOS = 'no word of its own';", 0],
    ['too long', shortEnough, ';\n'.repeat(maxLines + 1), 1],
    ['too long', shortEnough, ';\n'.repeat(maxLines), 0],
    ['a host', noHosts, "fetch('https://unpkg.com/x.js');\nconst b = `http://${'fonts'}.googleapis.com`;", 1],
    ['a host', noHosts, "import('//x'); fetch('http://cdn.jsdelivr.net/x')", 1],
    ['a host', noHosts, "// https://pointclouds.org\n/** http://a.b */ const ns = 'http://www.w3.org/2000/svg';", 0],
    ['a focused test', nothingFocused, `it.${'only'}('x', () => 0);\ndescribe.skip.${'only'}('x');`, 2],
    ['a focused test', nothingFocused, "it('x', () => 0); const only = it.each([]);", 0],
    ['an undeclared package', declared(['a', '@b/c']), "import 'a/x'; import '@b/c/d'; import 'node:fs'; import './y.ts'; import '#src/z.ts';", 0],
    ['an undeclared package', declared(['a', '@b/c']), "import 'ab'; import '@b/d'; import 'fs';", 3],
  ])('find %s (%#)', (_name, rule, text, count) => expect(problems(rule, 'src/core/a.ts', text)).toBe(count));
});
