import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';
import { readText } from '#src/core/io/bytes.ts';
import { parseJson } from '#src/core/io/json.ts';
import { MAX_CLASS } from '#src/core/labels/label.ts';
import type { ClassDef, Taxonomy } from '#src/core/labels/taxonomy.ts';
import type { MaskFormat } from './format.ts';
import { readRgb, TRANSPARENT } from './rgb.ts';
import { UnknownValues } from './unknown-values.ts';

const BLACK = 0;

/**
 * RGB PNG in which each class has its colour: by a table (JSON from '#rrggbb' to class name or id, several colours for one class
 * allowed), else by the colours of the masks' taxonomy. Transparent pixels are void, and so is black where no single class has it.
 * Other colours that stand for nothing, or for several classes at once, are void and counted.
 */
export const colours: MaskFormat = {
  id: 'colours',
  name: 'RGB PNG, colour = class',
  partial: false,

  async read(source, { taxonomy, table }) {
    const classOf = table === undefined ? taxonomyColours(taxonomy) : await readTable(table, taxonomy);
    const { width, height, values } = await readRgb(source);
    const classes = new Uint16Array(values.length);
    const unknown = new UnknownValues();
    // Neighbours mostly have the same colour, and a comparison is cheaper than a look-up.
    let last = -1, lastClass: number | undefined;
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== last) {
        last = values[i];
        lastClass = classOf.get(last);
      }
      if (lastClass !== undefined) classes[i] = lastClass;
      else if (last !== TRANSPARENT && last !== BLACK) unknown.add(last);
    }
    return { width, height, classes, instances: null, confidence: null, unknown: unknown.list(hex) };
  },
};

/** Colour → class, for colours that one class has, or one class and those that refine it. */
function taxonomyColours({ classes }: Taxonomy): Map<number, number> {
  const byColour = new Map<number, ClassDef[]>();
  for (const c of classes) {
    const colour = Number.parseInt(c.colour.slice(1), 16);
    byColour.set(colour, [...(byColour.get(colour) ?? []), c]);
  }
  const table = new Map<number, number>();
  for (const [colour, sharing] of byColour) {
    const root = sharing.find((c) => sharing.every((other) => other === c || other.parent === c.id));
    if (root !== undefined) table.set(colour, root.id);
  }
  return table;
}

async function readTable(source: ByteSource, taxonomy: Taxonomy): Promise<Map<number, number>> {
  const json = parseJson(await readText(source), source.name);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new DataError('malformed', 'is no table of colours', { file: source.name, expected: 'an object from "#rrggbb" to class name or id' });
  return new Map(Object.entries(json).map(([key, value]): [number, number] => {
    if (!/^#[0-9a-fA-F]{6}$/.test(key)) throw new DataError('malformed', 'has a key that is no colour', { file: source.name, where: key, expected: 'a colour like #1f77b4' });
    return [Number.parseInt(key.slice(1), 16), classId(value, taxonomy, source.name, key)];
  }));
}

function classId(value: unknown, taxonomy: Taxonomy, file: string, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_CLASS) return value;
  const named = typeof value === 'string' ? taxonomy.classes.find((c) => c.name === value) : undefined;
  if (named !== undefined) return named.id;
  throw new DataError('malformed', 'gives a colour to no class', {
    file, where, expected: `an id, or a class of ${taxonomy.name}`, found: JSON.stringify(value),
  });
}

function hex(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}
