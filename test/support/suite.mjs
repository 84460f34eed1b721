import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../src/cli/build.mjs';
import { installIfNeeded } from '../../src/cli/install.mjs';
import { projectRoot } from '../../src/cli/prepare.mjs';
import { needChromium } from './chromium.mjs';
import { addTally, readReport } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * Runs the checks and all tests, prints the last line, sets the exit code.
 * @param {string[]} args
 */
export function runAll(args) {
  const long = args.includes('--long');
  const filters = args.filter((arg) => arg !== '--long');
  const total = { passed: 0, failed: 0, skipped: 0, notes: [] };

  const installed = check('install', () => installIfNeeded(projectRoot));
  if (installed.failed > 0) return finish(installed);

  if (filters.length === 0) {
    addTally(total, check('type check', () => runTool('typescript/bin/tsc', ['-p', '.'])));
    addTally(total, check('lint', () => runTool('oxlint/bin/oxlint', ['--deny-warnings'])));
    addTally(total, check('build', () => buildIfStale(projectRoot)));
  }
  let chromium = '';
  const browser = check('browser', () => void (chromium = needChromium()));
  if (filters.length === 0 || browser.failed > 0) addTally(total, browser);

  const env = { ...process.env, CHROMIUM_PATH: chromium, POINTWELD_LONG: long ? '1' : '' };
  // Filters may leave one of the two runs nothing to do; without them, none means that tests got lost.
  const vitestArgs = filters.length === 0 ? [] : ['--passWithNoTests', ...filters];
  addTally(total, runVitest(vitestArgs, { ...env, POINTWELD_TESTS: 'node' }));
  // A browser without a GPU wants the machine for itself.
  if (browser.failed === 0) addTally(total, runVitest(['--no-file-parallelism', ...vitestArgs], { ...env, POINTWELD_TESTS: 'browser' }));
  return finish(total);
}

/** @param {Tally} total */
function finish(total) {
  if (total.notes.length > 0) console.log(`\n${total.notes.join('\n')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/**
 * One step that counts as one test.
 * @param {string} name
 * @param {() => void} step throws an Error that says what is wrong
 * @returns {Tally}
 */
function check(name, step) {
  const start = performance.now();
  try {
    step();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    console.log(`✗ ${name}\n${problem}\n`);
    return { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${name}`] };
  }
  console.log(`✓ ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return { passed: 1, failed: 0, skipped: 0, notes: [] };
}

/**
 * @param {string} script below node_modules
 * @param {string[]} args
 */
function runTool(script, args) {
  const command = [join(projectRoot, 'node_modules', script), ...args];
  const result = spawnSync(process.execPath, command, {
    cwd: projectRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(`${result.error?.message ?? ''}${result.stdout}${result.stderr}`.trim());
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Tally}
 */
function runVitest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'pointweld-test-'));
  const report = join(folder, 'report.json');
  try {
    const command = [join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run', ...args];
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const result = spawnSync(process.execPath, [...command, ...reporters], { cwd: projectRoot, env, stdio: ['ignore', 'inherit', 'inherit'] });
    let text = null;
    try {
      text = readFileSync(report, 'utf8');
    } catch {
      // No report: counted as a failure by its reader.
    }
    return readReport(text, result.status, projectRoot);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
