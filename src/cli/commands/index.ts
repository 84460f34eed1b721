import type { Command } from '../command.ts';
import { calibrationCommand } from './calibration.ts';
import { checkCommand } from './check.ts';
import { convertCommand } from './convert.ts';
import { exportCommand } from './export.ts';
import { historyCommand } from './history.ts';
import { importCommand } from './import.ts';
import { infoCommand } from './info.ts';
import { projectCommand } from './project.ts';
import { serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import { verifyCommand } from './verify.ts';

/** Every command of the terminal: one file and one line. */
export const commands: readonly Command[] = [
  infoCommand, projectCommand, checkCommand, calibrationCommand, verifyCommand, exportCommand, importCommand, convertCommand, historyCommand, serveCommand, simulateCommand,
];
