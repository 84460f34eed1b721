import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DataError } from '#src/core/errors.ts';
import { inOrder } from '#src/core/io/in-order.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { convertCloudJob } from '#src/engine/jobs/convert-cloud.request.ts';
import { isCloudName } from '#src/formats/clouds/index.ts';
import { instanceFieldOf, labelFieldOf } from '#src/formats/clouds/label-field.ts';
import type { CloudWriter } from '#src/formats/clouds/writer.ts';
import { cloudWriters } from '#src/formats/clouds/writers.ts';
import { fileError } from '#src/storage/sources/node-file.ts';
import { nodeFilesTree, nodeTree } from '#src/storage/sources/node-tree.ts';
import type { Command, CommandInput } from '../command.ts';
import { DONE, JSON_OPTION, printJson, textOption, UNUSABLE, UsageError } from '../command.ts';
import { exportTarget } from '../export-target.ts';
import { showProgress } from '../progress.ts';
import { engineFor, framesAtOnce, THREADS_OPTION } from '../threads.ts';
import { userPath } from '../user-path.ts';

/** What `convert --json` prints. */
export interface ConvertInfo {
  /** Id of the writer. */
  readonly format: string;
  readonly files: readonly { readonly from: string; readonly to: string; readonly points: number; readonly bytes: number; readonly fields: readonly string[]; readonly losses: readonly string[] }[];
  readonly failed: readonly { readonly from: string; readonly error: string }[];
}

export const convertCommand: Command = {
  name: 'convert',
  summary: 'Write a cloud, or every cloud of a folder, in another format with all its fields',
  usage: 'convert IN OUT [--to FORMAT] [--columns A,B,…] [--threads N] [--json]',
  options: {
    to: { type: 'string', value: 'FORMAT', help: `${cloudWriters.map((w) => w.id).join(', ')}; by OUT's extension where absent` },
    columns: { type: 'string', value: 'A,B,…', help: 'for raw float files: the names of the columns, x, y and z among them' },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
  },

  async run(input, output) {
    if (input.positionals.length !== 2) throw new UsageError('takes IN and OUT: two files, or two folders');
    const [from, to] = input.positionals.map((path) => userPath(path));
    const { tree, isFolder } = await opened(from), writer = writerFor(input, to, isFolder), layout = textOption(input, 'columns')?.split(',');
    const files = (await tree.list()).filter(isCloudName);
    if (files.length === 0) throw new DataError('missing', 'has no cloud that can be read', { file: from });
    const nameOf = (file: string): string => (isFolder ? file.replace(/\.[^./]+$/, `.${writer.extension}`) : basename(to));
    const repeated = files.find((file, i) => files.findIndex((f) => nameOf(f) === nameOf(file)) !== i);
    if (repeated !== undefined) throw new DataError('malformed', 'would be written over another cloud of the same name', { file: repeated, found: nameOf(repeated) });
    // A file may lie beside the one that it is made from, and never be it.
    const target = exportTarget(isFolder ? to : dirname(to), { folder: isFolder ? from : dirname(from), files: isFolder ? null : [basename(from)] });
    await target.check(nameOf(files[0]));
    const engine = engineFor(input, files.length), progress = showProgress(output, 'converting', 'clouds');
    const done: ConvertInfo['files'][number][] = [], failed: { from: string; error: string }[] = [];
    try {
      const made = inOrder(files, (file) => engine.run(convertCloudJob, { file, writer: writer.id, layout }, { trees: [tree] }), framesAtOnce(engine));
      for await (const outcome of made) {
        if ('error' in outcome) failed.push({ from: outcome.item, error: outcome.error.message });
        else {
          const { bytes, ...rest } = outcome.result;
          await target.write(nameOf(outcome.item), bytes);
          done.push({ from: outcome.item, to: nameOf(outcome.item), bytes: bytes.length, ...rest, losses: [...rest.losses, ...labelLosses(writer, rest.fields)] });
        }
        progress(done.length + failed.length, files.length);
      }
    } finally {
      engine.dispose();
    }
    const info: ConvertInfo = { format: writer.id, files: done, failed };
    if (input.values.json === true) printJson(output, info);
    else output.out(described(info, writer));
    for (const { error } of failed) output.err(`${error}\n`);
    return failed.length > 0 ? UNUSABLE : DONE;
  },
};

async function opened(path: string): Promise<{ tree: FileTree; isFolder: boolean }> {
  const info = await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  if (info.isDirectory()) return { tree: nodeTree(path), isFolder: true };
  return { tree: nodeFilesTree(dirname(path), [basename(path)]), isFolder: false };
}

/** The writer that is asked for, else the first one of the extension. */
function writerFor(input: CommandInput, to: string, isFolder: boolean): CloudWriter {
  const id = textOption(input, 'to'), extension = /\.([^./\\]+)$/.exec(to)?.[1].toLowerCase();
  const all = cloudWriters.map((w) => w.id).join(', ');
  if (id === undefined && isFolder) throw new UsageError(`--to says which format the clouds of a folder become (${all})`);
  const found = id === undefined ? (cloudWriters.find((w) => w.extension === extension && w.id !== 'pcd-ascii') ?? null) : (cloudWriters.find((w) => w.id === id) ?? null);
  if (found === null) throw new UsageError(`there is no way to write ${id === undefined ? `.${extension ?? ''}` : `'${id}'`} (${all})`);
  return found;
}

/** The table has columns for labels; a conversion takes none from the cloud's fields into them. */
function labelLosses(writer: CloudWriter, names: readonly string[]): string[] {
  if (writer.id !== 'parquet') return [];
  const fields = names.map((name) => ({ name, type: 'uint32' as const, count: 1 })), own = [labelFieldOf(fields), instanceFieldOf(fields)].filter((name) => name !== null);
  return own.length === 0 ? [] : [`the cloud's own labels (${own.join(', ')}): class and instance are 0 for every point; import them and use export`];
}

function described({ files }: ConvertInfo, writer: CloudWriter): string {
  const points = files.reduce((sum, f) => sum + f.points, 0);
  const losses = new Set(files.flatMap((f) => f.losses));
  return `${files.length} ${files.length === 1 ? 'cloud' : 'clouds'}, ${points} points, as ${writer.name}\n${[...losses].map((line) => `  lost: ${line}\n`).join('')}`;
}
