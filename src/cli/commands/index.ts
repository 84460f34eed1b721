import type { Command } from '../command.ts';
import { exportCommand } from './export.ts';
import { infoCommand } from './info.ts';
import { projectCommand } from './project.ts';
import { serve } from './serve.ts';

const serveCommand: Command = {
  name: 'serve',
  summary: 'Serve the app and a dataset on this machine',
  usage: 'serve [PATH] [--port N] [--open]',
  options: {
    port: { type: 'string', value: 'N', help: 'port to listen on' },
    open: { type: 'boolean', help: 'open the address in a browser' },
    'no-open': { type: 'boolean', help: 'do not open a browser' },
  },
  run: ({ args }) => serve([...args]),
};

/** Every command of the terminal: one file and one line. */
export const commands: readonly Command[] = [infoCommand, projectCommand, exportCommand, serveCommand];
