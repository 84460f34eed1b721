import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The Chromium that browser tests run in: `CHROMIUM_PATH`, else the first one on PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export function findChromium(env = process.env) {
  if (env.CHROMIUM_PATH) return isExecutable(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : null;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

/**
 * findChromium, after installing one where apt-get may. Throws an Error that says what to do.
 * @returns {string}
 */
export function needChromium() {
  const found = findChromium() ?? (process.env.CHROMIUM_PATH ? null : installByApt());
  if (found !== null) return found;
  const looked = process.env.CHROMIUM_PATH ?? `${names.join(', ')} on PATH`;
  throw new Error(`no Chromium for the browser tests (looked for ${looked}): install one, or name it in CHROMIUM_PATH`);
}

/** @returns {string | null} */
function installByApt() {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (spawnSync('apt-get', ['--version']).status !== 0) return null;
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) return null;
  console.error('Installing chromium by apt-get ...');
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', 'chromium']]) {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const result = spawnSync(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
    if (result.status !== 0) console.error(`apt-get ${args[0]} failed: ${result.stderr.trim().split('\n').pop()}`);
  }
  return findChromium();
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
