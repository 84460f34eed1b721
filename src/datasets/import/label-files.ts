import { labelFormat } from '#src/formats/labels/index.ts';
import { filesByName } from './by-name.ts';
import type { Importer } from './importer.ts';

/** Files of one label format, one per sweep, by the names of the frames. */
export function labelFileImporter(format: string, extension: string, title: string): Importer {
  const { read } = labelFormat(format)!;
  return {
    id: format,
    title,
    find: (input) => Promise.resolve({
      boxes: [],
      labels: filesByName(input, extension).map(({ path, ...at }) => ({ ...at, file: path, read: async (count) => read(await input.from.open(path), count) })),
    }),
  };
}
