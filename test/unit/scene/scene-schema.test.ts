import { toJsonSchema } from '@valibot/to-json-schema';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSceneFile } from '#src/core/scene/parse-scene-file.ts';
import { sceneFromFile } from '#src/core/scene/scene-from-file.ts';
import { sceneSchema } from '#src/core/scene/scene-schema.ts';

// `npx vitest run test/unit/scene -u` writes the file again after a change of the schema.
it('publishes the JSON schema that the program checks against', async () => {
  // JSON has no infinite numbers, so that the schema need not forbid them.
  const schema = toJsonSchema(sceneSchema, { target: 'draft-2020-12', ignoreActions: ['finite'] });
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../src/core/scene/scene.schema.json');
});

it('shows an example that it accepts', () => {
  const source = readFileSync(new URL('../../../src/core/scene/scene-schema.ts', import.meta.url), 'utf8');
  const example = /```json([^`]*)```/.exec(source)![1].replaceAll(/^ \* ?/gm, '');
  const { file, warnings } = parseSceneFile(example);
  expect(warnings).toEqual([]);
  expect(sceneFromFile(file).sequences[0].frames[0].images[0].spec.coefficients).toEqual([]);
});
