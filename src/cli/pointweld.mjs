#!/usr/bin/env node
// The command. Nothing newer may be imported before Node's own version is known (with-tsx.mjs says why).
import { requireNode } from './node-version.mjs';

requireNode();
const run = async () => {
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
};
run().catch((error) => {
  const missing = error && error.code === 'ERR_MODULE_NOT_FOUND' && /'tsx'/.test(error.message);
  console.error(missing ? 'Nothing is installed yet: run npm ci first' : error);
  process.exitCode = 2;
});
