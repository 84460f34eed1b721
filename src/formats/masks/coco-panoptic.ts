import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import { MAX_INSTANCE } from '#src/core/labels/label.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { MaskFormat } from './format.ts';
import { readRgb, TRANSPARENT } from './rgb.ts';
import { UnknownValues } from './unknown-values.ts';

const integer = v.pipe(v.number(), v.integer(), v.minValue(0));
const segment = v.object({ id: integer, category_id: v.pipe(integer, v.maxValue(65535)), iscrowd: v.optional(v.union([v.number(), v.boolean()])) });
const annotation = v.object({ file_name: v.optional(v.string()), segments_info: v.array(segment) });
const category = v.object({ id: integer, name: v.string() });
const tableSchema = v.object({ annotations: v.array(annotation), categories: v.optional(v.array(category)) });

type Segment = v.InferOutput<typeof segment>;

/** What a segment is: class in the masks' taxonomy, instance 0 for stuff and crowds. */
interface Meaning {
  readonly classId: number;
  readonly instance: number;
}

/**
 * COCO panoptic (cocodataset/panopticapi): RGB PNG with segment id = R + 256 G + 65536 B, 0 void, and a JSON whose
 * `annotations[]` have `file_name` and `segments_info[]`. Categories go to the classes of their name in the masks' taxonomy where
 * all have one, else by id. Things are numbered in the order of `segments_info`.
 */
export const cocoPanoptic: MaskFormat = {
  id: 'coco-panoptic',
  name: 'COCO panoptic',
  partial: false,

  async read(source, { taxonomy, table }) {
    if (table === undefined)
      throw new DataError('missing', 'needs the JSON that says what its segments are', { file: source.name, hint: "name it as the mask's table" });
    const meanings = await readMeanings(table, source.name, taxonomy);
    const { width, height, values } = await readRgb(source);
    const classes = new Uint16Array(values.length), instances = new Uint16Array(values.length);
    const unknown = new UnknownValues();
    for (let i = 0; i < values.length; i++) {
      if (values[i] === 0 || values[i] === TRANSPARENT) continue;
      const id = (values[i] >>> 16) | (values[i] & 0xff00) | ((values[i] & 0xff) << 16);
      const meaning = meanings.get(id);
      if (meaning === undefined) unknown.add(id);
      else {
        classes[i] = meaning.classId;
        instances[i] = meaning.instance;
      }
    }
    return { width, height, classes, instances, confidence: null, unknown: unknown.list((id) => `segment ${id}`) };
  },
};

async function readMeanings(table: ByteSource, mask: string, taxonomy: Taxonomy): Promise<Map<number, Meaning>> {
  const result = v.safeParse(tableSchema, parseJson(await readText(table), table.name));
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError('malformed', 'is not the JSON of panoptic masks', {
      file: table.name, where: v.getDotPath(issue) ?? undefined, expected: issue.expected ?? undefined, found: issue.received,
    });
  }
  const { annotations, categories } = result.output;
  const name = mask.slice(mask.lastIndexOf('/') + 1);
  // A JSON with one picture may leave its name out.
  const own = annotations.find((a) => a.file_name === name) ?? (annotations.length === 1 && annotations[0].file_name === undefined ? annotations[0] : undefined);
  if (own === undefined)
    throw new DataError('missing', 'does not say what the segments of a mask are', { file: table.name, where: 'annotations', expected: `file_name "${name}"` });
  return meaningsOf(own.segments_info, categoryClasses(categories ?? [], taxonomy), taxonomy, table.name);
}

/** Category id → class id; empty where ids stay what they are. */
function categoryClasses(categories: readonly v.InferOutput<typeof category>[], taxonomy: Taxonomy): Map<number, number> {
  const byName = new Map(taxonomy.classes.map((c) => [c.name, c.id]));
  if (!categories.every((c) => byName.has(c.name))) return new Map();
  return new Map(categories.map((c) => [c.id, byName.get(c.name)!]));
}

function meaningsOf(segments: readonly Segment[], classes: ReadonlyMap<number, number>, taxonomy: Taxonomy, file: string): Map<number, Meaning> {
  const things = new Set(taxonomy.classes.filter((c) => c.kind === 'thing').map((c) => c.id));
  const meanings = new Map<number, Meaning>();
  let instances = 0;
  for (const { id, category_id: categoryId, iscrowd } of segments) {
    const classId = classes.get(categoryId) ?? categoryId;
    const single = things.has(classId) && !iscrowd;
    meanings.set(id, { classId, instance: single ? ++instances : 0 });
  }
  if (instances > MAX_INSTANCE)
    throw new DataError('too-large', 'has more instances than a mask can tell apart', { file, expected: `at most ${MAX_INSTANCE}`, found: `${instances}` });
  return meanings;
}
