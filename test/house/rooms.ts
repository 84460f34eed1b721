/** A part of the program that may import only some of the others. */
export interface Room {
  /** Rooms whose code it may use, besides its own. */
  readonly uses: readonly string[];
  /** Rooms that it may name in `import type` only: words without work. */
  readonly names?: readonly string[];
  /** The packages it may import, where they are restricted; `node:` stands for all of Node's own. */
  readonly packages?: readonly string[];
}

/** What a room with a screen may use: files reach it through the session, heavy work through the engine. */
const screen = ['core', 'engine', 'session', 'tools'];

/** Packages for code that runs in page, worker and terminal alike: no screen, no Node. */
const everywhere = [
  'valibot', 'yaml', 'saxes', 'fflate', 'fzstd', 'fast-png', 'jpeg-js', 'laz-perf', '@loaders.gl/core', '@loaders.gl/las', 'hyparquet', 'hyparquet-compressors', 'hyparquet-writer',
];

/** Who may import whom: the import graph of design.md, and the only place that states it. */
export const rooms: Readonly<Record<string, Room>> = {
  core: { uses: [], packages: ['valibot'] },
  formats: { uses: ['core'], packages: everywhere },
  datasets: { uses: ['core', 'formats'], packages: everywhere },
  // A room that starts a worker names its file.
  storage: { uses: ['core', 'workers'] },
  engine: { uses: ['core', 'formats', 'datasets', 'storage', 'workers'] },
  // Between files and screen: it opens and exports, and hands what is heavy to the engine.
  session: { uses: ['core', 'formats', 'datasets', 'storage', 'engine'] },
  tools: { uses: ['core', 'engine', 'session'] },
  viewer: { uses: screen },
  images: { uses: screen },
  panels: { uses: screen, names: ['formats', 'datasets'] },
  app: { uses: [...screen, 'viewer', 'images', 'panels', 'storage'], names: ['formats', 'datasets'] },
  // The simulator is a command too.
  cli: { uses: ['core', 'formats', 'datasets', 'storage', 'engine', 'sample-data'] },
  workers: { uses: ['core', 'formats', 'datasets', 'storage', 'engine'] },
  'sample-data': { uses: ['core', 'formats', 'datasets', 'storage'] },
};

/** Hosts that may stand in a string of the program: names of vocabularies, and this machine. */
export const harmlessHosts = ['www.w3.org', 'json-schema.org', 'localhost', '127.0.0.1', 'nodejs.org'];

/** A file longer than this has more than one thing to say. */
export const maxLines = 400;
