import { relative } from 'node:path';

/**
 * What ran. Notes are lines for the end of the output: every failure, and why something was skipped.
 * @typedef {{ passed: number, failed: number, skipped: number, notes: string[] }} Tally
 * @typedef {{ status: string, fullName: string, ancestorTitles: string[] }} Assertion
 * @typedef {{ name: string, status: string, message?: string, assertionResults: Assertion[] }} FileResult
 * @typedef {{ success: boolean, testResults: FileResult[] }} Report
 */

/**
 * @param {Tally} total is added to
 * @param {Tally} part
 */
export function addTally(total, part) {
  total.passed += part.passed;
  total.failed += part.failed;
  total.skipped += part.skipped;
  total.notes.push(...part.notes);
}

/**
 * Counts vitest's JSON report. What vitest does not count as a failed test counts as one here: a file that could not be
 * loaded, an error outside any test, a run that ended without a report.
 * @param {string | null} text the report, or null where there is none
 * @param {number | null} exitCode vitest's own; null when it was killed
 * @param {string} root
 * @returns {Tally}
 */
export function readReport(text, exitCode, root) {
  /** @type {Report} */
  let report;
  try {
    report = JSON.parse(text ?? '');
  } catch {
    return { passed: 0, failed: 1, skipped: 0, notes: [`failed: vitest ended with ${exitCode ?? 'a signal'} and left no report`] };
  }
  /** @type {Tally} */
  const tally = { passed: 0, failed: 0, skipped: 0, notes: [] };
  const skippedSuites = new Set();
  for (const file of report.testResults) {
    const path = relative(root, file.name);
    const failedBefore = tally.failed;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed++;
      else if (test.status === 'failed') {
        tally.failed++;
        tally.notes.push(`failed: ${path} > ${test.fullName}`);
      } else {
        tally.skipped++;
        skippedSuites.add(`skipped: ${path} > ${test.ancestorTitles.filter((title) => title !== '').join(' > ')}`);
      }
    }
    if (file.status === 'failed' && tally.failed === failedBefore) {
      tally.failed++;
      tally.notes.push(`failed: ${path}${file.message ? `: ${file.message.split('\n')[0]}` : ''}`);
    }
  }
  if (exitCode !== 0 && tally.failed === 0) {
    tally.failed++;
    tally.notes.push(`failed: vitest ended with ${exitCode ?? 'a signal'} although no test failed (an error outside the tests: see above)`);
  }
  tally.notes.push(...skippedSuites);
  return tally;
}
