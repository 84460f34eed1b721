import { describe, expect, it } from 'vitest';
import { readReport } from '#test/support/tally.mjs';

const test = (status: string, name = 'adds') => ({ status, fullName: `sums ${name}`, ancestorTitles: ['', 'sums (looked for /x)'] });
const report = (files: object[]): string => JSON.stringify({ success: true, testResults: files });
const file = (status: string, tests: object[], message = '') =>
  ({ name: '/root/test/a.test.ts', status, message, assertionResults: tests });

describe('counting a report', () => {
  it('counts tests, names failures and the suites that were skipped, once', () => {
    const tests = [test('passed'), test('passed'), test('failed', 'big'), test('skipped'), test('pending'), test('todo')];
    expect(readReport(report([file('failed', tests)]), 1, '/root')).toEqual({
      passed: 2, failed: 1, skipped: 3,
      notes: ['failed: test/a.test.ts > sums big', 'skipped: test/a.test.ts > sums (looked for /x)'],
    });
  });

  it('counts a file that did not load', () => {
    const tally = readReport(report([file('failed', [], 'SyntaxError: x\nstack'), file('passed', [test('passed')])]), 1, '/root');
    expect(tally).toMatchObject({ passed: 1, failed: 1, notes: ['failed: test/a.test.ts: SyntaxError: x'] });
  });

  it('counts an error outside any test', () => {
    expect(readReport(report([file('passed', [test('passed')])]), 1, '/root')).toMatchObject({ passed: 1, failed: 1 });
    expect(readReport(report([file('passed', [test('passed')])]), null, '/root')).toMatchObject({ failed: 1 });
  });

  it.each([null, '', '{"testRes'])('counts a run without a report (%j)', (text) => {
    expect(readReport(text, 0, '/root')).toMatchObject({ passed: 0, failed: 1 });
  });
});
