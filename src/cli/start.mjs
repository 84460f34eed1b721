// npm start: from a fresh clone to an address in the terminal. Nothing newer may be imported before Node's own version
// is known, so that an old Node gives a line that helps and not a syntax error.
import { requireNode } from './node-version.mjs';

requireNode();
import('./prepare.mjs').then((prepare) => prepare.start(process.argv.slice(2)));
