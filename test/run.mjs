// npm test: everything that a change must pass, from a fresh clone, without anybody watching. Ends with one line,
// "N passed, N failed, N skipped", in which type check, lint, build and browser count as one test each.
// Arguments go to vitest (npm test -- test/unit/cli) and leave the checks out. --long adds *.long.test.ts.
import { requireNode } from '../src/cli/node-version.mjs';

requireNode();
import('./support/suite.mjs')
  .then((suite) => suite.runAll(process.argv.slice(2)))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
