import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { parseJson } from '../io/json.ts';
import { SCENE_SCHEMA_VERSION, sceneSchema } from './scene-schema.ts';
import type { SceneFile } from './scene-schema.ts';

export interface ParsedSceneFile {
  readonly file: SceneFile;
  /** One line per field that is not part of the schema. */
  readonly warnings: readonly string[];
}

/** Reads the text of a scene.json. Throws DataError that names the JSON path of the first problem. */
export function parseSceneFile(text: string, fileName = 'scene.json'): ParsedSceneFile {
  const json = parseJson(text, fileName);
  refuseNewer(json, fileName);
  const result = v.safeParse(sceneSchema, json, { abortPipeEarly: true });
  if (!result.success) throw issueToError(deepest(result.issues[0]), fileName);
  return { file: result.output, warnings: unknownFields(json, result.output).map((path) => `${fileName}: unknown field ${path} is ignored`) };
}

/** Before anything else is checked: a newer file may break every rule of this version. */
function refuseNewer(json: unknown, file: string): void {
  if (!isRecord(json) || typeof json.schemaVersion !== 'number' || json.schemaVersion <= SCENE_SCHEMA_VERSION) return;
  throw new DataError('unsupported', 'was written for a newer version of Pointweld', {
    file, where: 'schemaVersion', expected: `at most ${SCENE_SCHEMA_VERSION}`, found: String(json.schemaVersion),
  });
}

type Issue = v.BaseIssue<unknown>;

/** A union reports that no branch fits; the branch that got furthest says why. */
function deepest(issue: Issue): Issue {
  const nested = (issue.issues ?? []).map(deepest);
  const path = (i: Issue): number => i.path?.length ?? 0;
  return nested.reduce((best, i) => (path(i) > path(best) ? i : best), issue);
}

function issueToError(issue: Issue, file: string): DataError {
  const where = jsonPath((issue.path ?? []).map((item) => item.key as string | number));
  const missing = issue.kind === 'schema' && issue.received === 'undefined';
  // A check's own words stand in its message; a schema's expectation in `expected`.
  const expected = issue.kind === 'schema' ? (issue.expected ?? undefined) : ownWords(issue);
  return new DataError('malformed', missing ? 'lacks a field' : 'has a field that is not right', {
    file, where: where === '' ? 'the top level' : where, expected, found: missing ? 'nothing' : shown(issue.input),
  });
}

function ownWords(issue: Issue): string {
  return issue.message.startsWith('Invalid ') && issue.expected !== null ? issue.expected : issue.message;
}

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** 'sequences[0].frames[2].id' */
export function jsonPath(keys: readonly (string | number)[]): string {
  return keys.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`), '');
}

/** Paths of what the schema left out; the schema changes no value, so a field it does not know is one it does not give back. */
function unknownFields(input: unknown, output: unknown, keys: readonly (string | number)[] = []): string[] {
  if (Array.isArray(input) && Array.isArray(output)) return input.flatMap((item, i) => unknownFields(item, output[i], [...keys, i]));
  if (!isRecord(input) || !isRecord(output)) return [];
  return Object.keys(input).flatMap((key) =>
    Object.hasOwn(output, key) ? unknownFields(input[key], output[key], [...keys, key]) : [jsonPath([...keys, key])]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
