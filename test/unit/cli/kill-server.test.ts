import { expect, it } from 'vitest';
import { killServer, seeded } from './kill-server.ts';

const KILLS = 4;

it(`loses no acknowledged Change when the server is killed at ${KILLS} random moments`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const report = await killServer(KILLS, seeded(seed));
  console.log(`server killed ${report.kills} times, ${report.acknowledged} Changes acknowledged, lost: ${report.lost}; damaged tails: ${report.damagedTails} (seed ${seed})`);
  expect(report).toMatchObject({ kills: KILLS, lost: 0 });
  expect(report.acknowledged).toBeGreaterThan(KILLS);
}, 60_000);
