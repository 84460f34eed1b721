import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';

const KIND = 'pointweld-settings';
const VERSION = 1;

/** What is kept in this browser and belongs to a person: not the work, and not what is only remembered for one dataset. */
const KEYS = /^(pointweld-(settings|view|tools|shortcuts|digits .*)|react-resizable-panels:pointweld-.*)$/;

const File = v.object({ kind: v.literal(KIND), version: v.number(), settings: v.record(v.string(), v.string()) });

/** All settings of this browser as one file. */
export function settingsFile(storage: Storage = localStorage): { name: string; bytes: Uint8Array } {
  const settings: Record<string, string> = {};
  for (let k = 0; k < storage.length; k++) {
    const key = storage.key(k);
    const value = key === null ? null : storage.getItem(key);
    if (key !== null && value !== null && KEYS.test(key)) settings[key] = value;
  }
  return { name: 'pointweld-settings.json', bytes: new TextEncoder().encode(`${JSON.stringify({ kind: KIND, version: VERSION, settings }, null, 2)}\n`) };
}

/**
 * Takes the settings of a file that `settingsFile` made; they hold when the page is loaded again. Throws DataError where it is
 * none, or one that a newer Pointweld wrote. Keys that are no settings of ours are left out.
 */
export async function takeSettings(source: ByteSource, storage: Storage = localStorage): Promise<void> {
  const text = new TextDecoder().decode(await source.read(0, source.size));
  const parsed = v.safeParse(File, parseJson(text, source.name));
  if (!parsed.success) throw new DataError('malformed', 'holds no settings of Pointweld', { file: source.name, expected: `"kind": "${KIND}"` });
  const { version, settings } = parsed.output;
  if (version > VERSION) throw new DataError('unsupported', 'was written by a newer Pointweld', { file: source.name, where: 'version', expected: `at most ${VERSION}`, found: String(version) });
  for (const [key, value] of Object.entries(settings)) if (KEYS.test(key)) storage.setItem(key, value);
}
