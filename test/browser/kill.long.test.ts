import { killTests } from './support/kills.ts';

killTests([['browser, work on the server', 60], ['browser, work in it', 80], ['server', 60]], 3_600_000);
