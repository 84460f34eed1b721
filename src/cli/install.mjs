import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Why node_modules is not what package-lock.json asks for, or null when it is. npm's own record of what it installed
 * (node_modules/.package-lock.json, written last) is compared, so an install that was broken off counts as none, and
 * one that somebody made by hand counts.
 * @param {string} root the project's folder
 * @returns {string | null}
 */
export function installProblem(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return 'nothing is installed yet';
  const wanted = readLock(join(root, 'package-lock.json'));
  const installed = readLock(record);
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // Packages for other systems are locked too, and rightly absent here.
    if (!found && (entry.optional || entry.devOptional)) continue;
    if (!found) return `${path} is missing`;
    if (found.version !== entry.version || found.integrity !== entry.integrity) return `${path} is another version`;
  }
  return null;
}

/**
 * Brings node_modules in line with the lockfile. Throws an Error of one line when npm fails.
 * @param {string} root the project's folder
 */
export function installIfNeeded(root) {
  const problem = installProblem(root);
  if (problem === null) return;
  console.error(`Installing from package-lock.json (${problem}) ...`);
  // The build tools are development packages, which NODE_ENV=production would leave out.
  const done = runNpm(root, ['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (done !== 0) throw new Error(`npm ci failed with exit code ${done}: see its message above`);
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {number} npm's exit code
 */
function runNpm(root, args) {
  const own = process.env.npm_execpath;
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const result = own && basename(own).startsWith('npm')
    ? spawnSync(process.execPath, [own, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (result.error) throw new Error(`npm could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function readLock(file) {
  /** @type {Lockfile} */
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  return lock.packages ?? {};
}
