import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made of, relative to the project's folder. */
const sources = ['src', 'workers', 'sample-data', 'public', 'index.html', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'];

const stampFile = '.built-from';

/**
 * @param {string} root the project's folder
 * @returns {string} where the built app lies
 */
export function distFolder(root) {
  return join(root, 'dist');
}

/**
 * Builds the app into dist/ unless dist/ was built from exactly these sources. The result appears in one step: a
 * server that runs meanwhile never serves half a build. Throws an Error that ends with the builder's own message.
 * @param {string} root the project's folder
 */
export function buildIfStale(root) {
  const dist = distFolder(root);
  const stamp = join(dist, stampFile);
  const hash = sourceHash(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;

  console.error('Building the app ...');
  const fresh = join(root, '.cache', `build-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  try {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const args = [vite, 'build', '--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir'];
    const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (result.status !== 0) throw new Error(`the build failed:\n${result.stdout}${result.stderr}`.trimEnd());
    writeFileSync(join(fresh, stampFile), hash);
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @returns {string} SHA-256 over the names and bytes of all sources
 */
export function sourceHash(root) {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, root, source);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path relative to the root
 */
function addTo(hash, root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, root, `${path}/${name}`);
    return;
  }
  const bytes = readFileSync(full);
  hash.update(`${path}\0${bytes.length}\0`).update(bytes);
}
