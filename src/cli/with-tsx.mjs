// node src/cli/with-tsx.mjs SCRIPT.ts ARGS: runs a TypeScript file of this project.
import { requireNode } from './node-version.mjs';

requireNode();
const run = async () => {
  const { pathToFileURL } = await import('node:url');
  const { register } = await import('tsx/esm/api');
  register();
  process.argv.splice(1, 1);
  await import(pathToFileURL(process.argv[1]).href);
};
run().catch((error) => {
  const missing = error && error.code === 'ERR_MODULE_NOT_FOUND' && /'tsx'/.test(error.message);
  console.error(missing ? 'Nothing is installed yet: run npm ci first' : error);
  process.exitCode = 2;
});
