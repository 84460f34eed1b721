import { killTests } from './support/kills.ts';

/* A small share of kill.long.test.ts. */
killTests([['browser, work on the server', 2], ['browser, work in it', 2], ['server', 2]], 240_000);
