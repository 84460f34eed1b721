import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from './install.mjs';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Installs what is missing, then serves: the steps of `npm start` that need a modern Node.
 * @param {string[]} args those of the serve command
 */
export async function start(args) {
  try {
    installIfNeeded(projectRoot);
    const { register } = await import('tsx/esm/api');
    register();
    const { main } = await import('./main.ts');
    process.exitCode = await main(['serve', ...args]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
