import { parseSync } from 'vite';

/** One import, export-from, dynamic import or worker URL. */
export interface Import {
  readonly from: string;
  /** Nothing of it is left when the types are gone. */
  readonly typeOnly: boolean;
}

export interface Source {
  /** Path from the project's folder, '/' between names. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** `text` with its comments blanked. */
  readonly code: string;
}

/** Parses one file of TypeScript or JavaScript. Throws on a syntax error. */
export function parseSource(path: string, text: string): Source {
  const { module, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const imports: Import[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    imports.push({ from: moduleRequest.value, typeOnly: entries.length > 0 && entries.every((entry) => entry.isType) });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest) imports.push({ from: moduleRequest.value, typeOnly: isType });
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^['"](.*)['"]$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal) imports.push({ from: literal[1], typeOnly: false });
  }
  const code = blank(text, comments);
  for (const [, from] of code.matchAll(/new URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url\s*\)/g)) imports.push({ from, typeOnly: false });
  return { path, text, imports, code };
}

function blank(text: string, spans: readonly { start: number; end: number }[]): string {
  let code = '';
  let at = 0;
  for (const { start, end } of spans) {
    code += text.slice(at, start) + text.slice(start, end).replace(/[^\n]/g, ' ');
    at = end;
  }
  return code + text.slice(at);
}
