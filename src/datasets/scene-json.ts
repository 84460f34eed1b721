import { readText } from '#src/core/io/bytes.ts';
import { parseSceneFile } from '#src/core/scene/parse-scene-file.ts';
import { sceneFromFile } from '#src/core/scene/scene-from-file.ts';
import type { DatasetLayout } from './layout.ts';

const FILE = 'scene.json';
const WHY = 'scene.json in the folder';

/** Our own description of any recording: src/core/scene/scene-schema.ts says what is in it. */
export const sceneJson: DatasetLayout = {
  id: 'scene-json',
  name: 'Pointweld scene.json',

  detect: (_tree, paths) => Promise.resolve(paths.includes(FILE) ? { confidence: 1, why: WHY } : { confidence: 0, why: 'no scene.json' }),

  async open(tree) {
    const { file, warnings } = parseSceneFile(await readText(await tree.open(FILE)), FILE);
    return { ...sceneFromFile(file, FILE), layout: this.id, why: WHY, warnings };
  },
};
