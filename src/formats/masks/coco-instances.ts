import * as v from 'valibot';
import { DataError } from '#src/core/errors.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import { MAX_INSTANCE } from '#src/core/labels/label.ts';
import type { MaskFormat } from './format.ts';
import { decodeRle } from './rle.ts';

const integer = v.pipe(v.number(), v.integer(), v.minValue(0));
const rle = v.object({ size: v.tuple([integer, integer]), counts: v.union([v.array(v.number()), v.string()]) });
const schema = v.object({
  images: v.array(v.object({ id: v.union([integer, v.string()]), file_name: v.string() })),
  annotations: v.array(v.object({ image_id: v.union([integer, v.string()]), category_id: v.pipe(integer, v.maxValue(65535)), segmentation: v.unknown() })),
  categories: v.optional(v.array(v.object({ id: integer, name: v.string() }))),
});

type CocoInstances = v.InferOutput<typeof schema>;

/** The text of such a JSON. Throws DataError where it is none. */
export function parseCocoInstances(text: string, file: string): CocoInstances {
  const result = v.safeParse(schema, parseJson(text, file), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new DataError('malformed', 'is not the JSON of COCO instances', { file, where: v.getDotPath(issue) ?? 'the top level', expected: issue.expected ?? undefined, found: issue.received });
}

/**
 * The entry of a picture: of those with its file's name the one whose folders agree with the picture's, as far as both have any; else
 * the only one of that name. Undefined where there is none, or several could be meant.
 */
export function cocoImageOf<T extends { readonly file_name: string }>(images: readonly T[], picture: string): T | undefined {
  const named = images.filter((i) => nameOf(i.file_name) === nameOf(picture));
  const agreeing = named.filter((i) => agreesWith(i.file_name, picture));
  const candidates = agreeing.length > 0 ? agreeing : named;
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Whether two paths are of one file, as far as both have folders. */
export function agreesWith(name: string, picture: string): boolean {
  return `/${picture}`.endsWith(`/${name}`) || `/${name}`.endsWith(`/${picture}`);
}

/**
 * COCO instances: a JSON whose annotations have run-length masks, plain or compressed, of several pictures; the picture is told by the name of its
 * file. Where masks overlap the smaller one lies over the larger. Categories go to the classes of their name, else by id. Polygons are refused.
 */
export const cocoInstances: MaskFormat = {
  id: 'coco-instances',
  name: 'COCO instances, run-length masks',
  partial: false,
  isPicture: false,

  async read(source, { taxonomy, image }) {
    const { images, annotations, categories = [] } = parseCocoInstances(await readText(source), source.name);
    const own = image && cocoImageOf(images, image.file);
    if (image === undefined || own === undefined)
      throw new DataError('missing', 'has no masks for a picture', { file: source.name, where: 'images', expected: `file_name "${nameOf(image?.file ?? '')}"` });
    const { width, height } = image, byName = new Map(taxonomy.classes.map((c) => [c.name, c.id]));
    const classes = new Uint16Array(width * height), instances = new Uint16Array(width * height);
    const masks = annotations.flatMap(({ image_id: id, category_id: category, segmentation }, i) => {
      if (id !== own.id) return [];
      const where = `annotations[${i}].segmentation`, code = v.safeParse(rle, segmentation);
      if (!code.success) throw new DataError('unsupported', 'has a mask that is no run-length code', { file: source.name, where, expected: 'size and counts', found: Array.isArray(segmentation) ? 'polygons' : typeof segmentation });
      const [h, w] = code.output.size;
      if (h !== height || w !== width) throw new DataError('mismatch', 'has a mask of another size than its picture', { file: source.name, where, expected: `${width} x ${height}`, found: `${w} x ${h}` });
      const pixels = decodeRle(code.output, source.name, where);
      const name = categories.find((c) => c.id === category)?.name;
      return [{ pixels, area: pixels.reduce((sum, p) => sum + p, 0), classId: (name === undefined ? undefined : byName.get(name)) ?? category }];
    });
    if (masks.length > MAX_INSTANCE) throw new DataError('too-large', 'has more instances than a mask can tell apart', { file: source.name, expected: `at most ${MAX_INSTANCE}`, found: `${masks.length}` });
    masks.sort((a, b) => b.area - a.area).forEach(({ pixels, classId }, k) => {
      for (let i = 0; i < pixels.length; i++)
        if (pixels[i] === 1) {
          classes[i] = classId;
          instances[i] = k + 1;
        }
    });
    return { width, height, classes, instances, confidence: null, unknown: [] };
  },
};

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
