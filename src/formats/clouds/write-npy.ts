import type { JobContext } from '#src/core/io/bytes.ts';
import { npyDescr, npyPrefix } from '../npy.ts';
import { createPace } from './pace.ts';
import type { CloudToWrite, CloudWriter } from './writer.ts';
import { commonLosses, packRecords, writtenColumns } from './written-columns.ts';

/** One numpy array of structures: every field of the source by its name, then class and instance. */
export const npyWriter: CloudWriter = {
  id: 'npy',
  name: 'NumPy array of structures',
  extension: 'npy',
  losses: commonLosses,
  write: writeNpyCloud,
};

const STEP = 1 << 16;

async function* writeNpyCloud(input: CloudToWrite, _options: object, context: JobContext): AsyncGenerator<Uint8Array> {
  const { count } = input.cloud;
  const columns = writtenColumns(input);
  const pace = createPace(context, count);
  await pace.step(0);
  const fields = columns.map(({ field: { name, type, count: n } }) => `(${quoted(name)}, '${npyDescr(type)}'${n > 1 ? `, (${n},)` : ''})`);
  yield npyPrefix([count], `[${fields.join(', ')}]`);
  for (let first = 0; first < count; first += STEP) {
    const end = Math.min(count, first + STEP);
    yield packRecords(columns, first, end);
    await pace.step(end);
  }
}

function quoted(name: string): string {
  return `'${name.replace(/[\\']/g, '\\$&')}'`;
}
