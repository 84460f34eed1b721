import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';
import { sceneSchema } from '#src/core/scene/scene-schema.ts';

// `npx vitest run test/unit/scene -u` writes the file again after a change of the schema.
it('publishes the JSON schema that the program checks against', async () => {
  // JSON has no infinite numbers, so that the schema need not forbid them.
  const schema = toJsonSchema(sceneSchema, { target: 'draft-2020-12', ignoreActions: ['finite'] });
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../src/core/scene/scene.schema.json');
});
