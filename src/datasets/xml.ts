import { SaxesParser } from 'saxes';
import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

/** An element of an XML file: the text and the elements directly in it. */
export interface XmlElement {
  readonly name: string;
  /** Of its opening tag. */
  readonly line: number;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Growing extends XmlElement {
  text: string;
  readonly children: Growing[];
}

const PIECE = 1 << 18;

/**
 * Calls `take` with each element that lies directly under `path`, whose names lead down from the root. The file is read in pieces, and no
 * more than one such element is kept. Entities that a file declares are not expanded. Throws DataError with the line where the file is
 * no XML or has nothing at `path`, and what `take` throws.
 */
export async function readXml(source: ByteSource, path: readonly string[], take: (element: XmlElement) => void): Promise<void> {
  const parser = new SaxesParser(), names: string[] = [], open: Growing[] = [];
  let found = false;
  parser.on('error', ({ message }) => {
    throw new DataError('malformed', 'is not valid XML', { file: source.name, where: `line ${parser.line}`, found: message.replace(/^[\d:]*\s*/, '') });
  });
  parser.on('opentag', ({ name }) => {
    const wanted = open.length > 0 || (names.length === path.length && path.every((step, i) => step === names[i]));
    names.push(name);
    if (names.length === path.length && path.every((step, i) => step === names[i])) found = true;
    if (!wanted) return;
    const element: Growing = { name, line: parser.line, text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => {
    names.pop();
    const element = open.pop();
    if (element !== undefined && open.length === 0) take(element);
  });
  const decoder = new TextDecoder();
  for (let begin = 0; begin < source.size; begin += PIECE) parser.write(decoder.decode(await source.read(begin, begin + PIECE), { stream: true }));
  parser.write(decoder.decode()).close();
  if (!found) throw new DataError('malformed', 'is another kind of XML', { file: source.name, expected: `<${path.join('><')}>` });
}

/** The element `name` in another. Throws DataError. */
export function childOf(element: XmlElement, name: string, file: string): XmlElement {
  const child = element.children.find((c) => c.name === name);
  if (child !== undefined) return child;
  throw new DataError('missing', 'lacks an element', { file, where: `line ${element.line}, <${element.name}>`, expected: `<${name}>` });
}

/** Its text as a finite number. Throws DataError. */
export function numberIn(element: XmlElement, name: string, file: string): number {
  const { text, line } = childOf(element, name, file), value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new DataError('malformed', 'has a number that is none', { file, where: `line ${line}, <${name}>`, expected: 'a number', found: text.trim().slice(0, 40) });
}

/** Its text as a whole number of at least `least`. Throws DataError. */
export function integerIn(element: XmlElement, name: string, file: string, least = 0): number {
  const value = numberIn(element, name, file);
  if (Number.isInteger(value) && value >= least) return value;
  throw new DataError('malformed', 'has a number that cannot be', {
    file, where: `line ${childOf(element, name, file).line}, <${name}>`, expected: `a whole number, at least ${least}`, found: String(value),
  });
}
