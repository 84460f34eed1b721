import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { FileTree } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { MaskRef } from '#src/core/scene/scene.ts';
import { folderOf, joined, naturally, nameOf, stemOf } from './paths.ts';

const instanceNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const listSchema = v.record(v.string(), v.union([v.string(), v.object({ class: v.string(), instance: v.optional(instanceNumber) })]));

interface Shown {
  readonly className: string;
  readonly instance?: number;
}

/**
 * The masks of a folder that holds one PNG per instance. What each shows says a list, `instances.json` or `.csv` in the folder or one named as
 * the folder beside it: JSON `{ "000.png": "car", "001.png": { "class": "car", "instance": 7 } }`, CSV lines `000.png,car,7`. Without a
 * list the file's name says it, if it is a class with numbers around it: `car_3.png`, `003-traffic_light.png`. Instances without a
 * number get one by their order. Throws DataError where a list is broken or does not know one of the files.
 */
export async function instanceMasks(tree: FileTree, files: readonly string[], paths: ReadonlySet<string>, taxonomy: Taxonomy): Promise<MaskRef[]> {
  const sorted = [...files].sort(naturally);
  const folder = folderOf(sorted[0]);
  const list = ['json', 'csv'].flatMap((extension) => [joined(folder, `instances.${extension}`), `${folder}.${extension}`]).find((path) => paths.has(path));
  const shown = list === undefined ? byName(sorted, taxonomy) : await readList(tree, list, sorted);
  const numbers = new FreeNumbers(shown);
  return sorted.map((file, i) => ({ file, kind: 'binary', className: shown[i]?.className, instance: shown[i]?.instance ?? numbers.next() }));
}

function byName(files: readonly string[], taxonomy: Taxonomy): (Shown | undefined)[] {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]+/g, ' ').trim();
  const classes = new Map(taxonomy.classes.map((c) => [plain(c.name), c.name]));
  return files.map((file) => {
    const className = classes.get(plain(stemOf(file)));
    return className === undefined ? undefined : { className };
  });
}

async function readList(tree: FileTree, path: string, files: readonly string[]): Promise<Shown[]> {
  const text = await readText(await tree.open(path));
  const shown = path.endsWith('.csv') ? fromCsv(text, path) : fromJson(text, path);
  return files.map((file) => {
    const entry = shown.get(nameOf(file)) ?? shown.get(stemOf(file));
    if (entry === undefined) throw new DataError('missing', 'does not say what a mask shows', { file: path, expected: `an entry for ${nameOf(file)}` });
    return entry;
  });
}

function fromJson(text: string, path: string): Map<string, Shown> {
  const result = v.safeParse(listSchema, parseJson(text, path));
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError('malformed', 'is no list of instances', {
      file: path, where: v.getDotPath(issue) ?? undefined, expected: 'file name to class name, or to class and instance (1 to 65535)', found: issue.received,
    });
  }
  return new Map(Object.entries(result.output).map(([name, entry]) =>
    [name, typeof entry === 'string' ? { className: entry } : { className: entry.class, instance: entry.instance }]));
}

/** `file,class[,instance]`; a first line that names these columns is skipped. */
function fromCsv(text: string, path: string): Map<string, Shown> {
  const shown = new Map<string, Shown>();
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '' || (i === 0 && /^\s*"?(file|name|mask)/i.test(line) && /class|label|category/i.test(line))) return;
    const [name, className, number] = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const instance = number === undefined || number === '' ? undefined : Number(number);
    if (!name || !className || (instance !== undefined && !v.is(instanceNumber, instance)))
      throw new DataError('malformed', 'is no list of instances', { file: path, where: `line ${i + 1}`, expected: 'file,class or file,class,instance (1 to 65535)', found: line });
    shown.set(name, { className, instance });
  });
  return shown;
}

/** Numbers from 1 that no instance has. */
class FreeNumbers {
  private readonly used: ReadonlySet<number | undefined>;
  private last = 0;

  constructor(shown: readonly (Shown | undefined)[]) {
    this.used = new Set(shown.map((s) => s?.instance));
  }

  next(): number {
    do this.last++;
    while (this.used.has(this.last));
    return this.last;
  }
}
