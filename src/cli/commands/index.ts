import type { Command } from '../command.ts';
import { exportCommand } from './export.ts';
import { infoCommand } from './info.ts';
import { projectCommand } from './project.ts';
import { serveCommand } from './serve.ts';

/** Every command of the terminal: one file and one line. */
export const commands: readonly Command[] = [infoCommand, projectCommand, exportCommand, serveCommand];
