import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memorySource } from '#src/core/io/bytes.ts';
import type { Action } from '#src/app/actions/action.ts';
import { settingsFile, takeSettings } from '#src/app/settings-file.ts';

/** Web Storage over a Map. */
function memoryStorage(entries: Iterable<[string, string]> = []): Storage & { readonly map: Map<string, string> } {
  const map = new Map(entries);
  return {
    map,
    get length() {
      return map.size;
    },
    key: (k) => [...map.keys()][k] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
  };
}

const ours = fc.constantFrom('pointweld-view', 'pointweld-settings', 'pointweld-shortcuts', 'pointweld-digits SemanticKITTI', 'react-resizable-panels:pointweld-rows');

describe('settings as a file', () => {
  it('come back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.tuple(ours, fc.string()), { selector: ([key]) => key }), async (entries) => {
        const { bytes } = settingsFile(memoryStorage([...entries, ['somebody-else', 'x'], ['pointweld-safety k', '4']]));
        const there = memoryStorage();
        await takeSettings(memorySource('s.json', bytes), there);
        expect(new Map(there.map)).toEqual(new Map(entries));
      }),
    );
  });

  it('are refused from a newer version, from another kind of file, and bring no foreign keys in', async () => {
    const file = (value: unknown) => memorySource('s.json', new TextEncoder().encode(JSON.stringify(value)));
    const storage = memoryStorage();
    await expect(takeSettings(file({ kind: 'pointweld-settings', version: 2, settings: {} }), storage)).rejects.toThrow(/newer Pointweld/);
    await expect(takeSettings(file({ scene: 1 }), storage)).rejects.toThrow(/no settings/);
    await takeSettings(file({ kind: 'pointweld-settings', version: 1, settings: { token: 'x', 'pointweld-view': '{}' } }), storage);
    expect([...storage.map.keys()]).toEqual(['pointweld-view']);
  });
});

describe('keys of people’s own', () => {
  beforeEach(() => {
    vi.stubGlobal('localStorage', memoryStorage());
  });

  it('replace ours, and no key does two things', async () => {
    const { assignShortcut, resetShortcuts, shortcutsOf } = await import('#src/app/own-shortcuts.ts');
    const { actionFor } = await import('#src/app/shortcuts.ts');
    const action = (id: string, shortcuts: string[]): Action => ({ id, title: id, group: 'View', shortcuts, run() {} });
    const actions = [action('a', ['x', 'y']), action('b', ['z'])];
    assignShortcut('x', actions[1], actions);
    expect(actions.map(shortcutsOf)).toEqual([['y'], ['x']]);
    expect([actionFor('x', actions)?.id, actionFor('y', actions)?.id, actionFor('z', actions)?.id]).toEqual(['b', 'a', undefined]);
    resetShortcuts();
    expect(actions.map(shortcutsOf)).toEqual([['x', 'y'], ['z']]);
  });

  it('mean what the part of the app says that is in use, and are given and taken within it', async () => {
    const { assignShortcut, shortcutsOf } = await import('#src/app/own-shortcuts.ts');
    const { actionFor } = await import('#src/app/shortcuts.ts');
    let reviewing = false;
    const arm: Action = { id: 'arm', title: 'arm', group: 'Label', shortcuts: ['1'], run() {} };
    const decide: Action = { id: 'decide', title: 'decide', group: 'Review', when: 'review', shortcuts: ['2'], enabled: () => reviewing, run() {} };
    assignShortcut('1', decide, [arm, decide]);
    expect(shortcutsOf(arm)).toEqual(['1']);
    expect(actionFor('1', [arm, decide])?.id).toBe('arm');
    reviewing = true;
    expect(actionFor('1', [arm, decide])?.id).toBe('decide');
  });
});
