import { DataError } from '#src/core/errors.ts';

/** What a Python literal can say in the header of an npy file. Tuples and lists are both arrays. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | { readonly [key: string]: PythonValue };

/** Deeper than any dtype nests; a header of brackets only must not use up the stack. */
const MAX_DEPTH = 16;

/** Reads one Python literal (strings, whole numbers, True, False, None, tuples, lists, dictionaries with string keys). Throws DataError. */
export function parsePythonLiteral(text: string, file: string): PythonValue {
  return new LiteralParser(text, file).whole();
}

class LiteralParser {
  private at = 0;

  constructor(private readonly text: string, private readonly file: string) {}

  whole(): PythonValue {
    const value = this.value(0);
    if (this.peek() !== '') throw this.unexpected('the end');
    return value;
  }

  private value(depth: number): PythonValue {
    if (depth > MAX_DEPTH) throw this.unexpected('fewer brackets');
    const next = this.peek();
    if (next === "'" || next === '"') return this.string();
    if (next === '(') return this.sequence(')', depth);
    if (next === '[') return this.sequence(']', depth);
    if (next === '{') return this.dictionary(depth);
    const word = /^(?:True|False|None|-?\d+L?)/.exec(this.text.slice(this.at, this.at + 24))?.[0];
    if (word === undefined) throw this.unexpected('a value');
    this.at += word.length;
    if (word === 'None') return null;
    return word === 'True' || word === 'False' ? word === 'True' : Number.parseInt(word, 10);
  }

  private sequence(end: string, depth: number): PythonValue[] {
    const items: PythonValue[] = [];
    this.at++;
    while (this.peek() !== end) {
      items.push(this.value(depth + 1));
      if (this.peek() !== end) this.take(',');
    }
    this.at++;
    return items;
  }

  private dictionary(depth: number): { [key: string]: PythonValue } {
    const entries: [string, PythonValue][] = [];
    this.at++;
    while (this.peek() !== '}') {
      const key = this.value(depth + 1);
      if (typeof key !== 'string') throw this.unexpected('a string as key');
      this.take(':');
      entries.push([key, this.value(depth + 1)]);
      if (this.peek() !== '}') this.take(',');
    }
    this.at++;
    return Object.fromEntries(entries);
  }

  private string(): string {
    const quote = this.text[this.at++];
    let out = '';
    for (; this.at < this.text.length && this.text[this.at] !== quote; this.at++) {
      if (this.text[this.at] === '\\') this.at++;
      out += this.text[this.at] ?? '';
    }
    if (this.at >= this.text.length) throw this.unexpected(quote);
    this.at++;
    return out;
  }

  /** The next character that is no space; '' at the end. */
  private peek(): string {
    while (this.at < this.text.length && this.text[this.at].trim() === '') this.at++;
    return this.text[this.at] ?? '';
  }

  private take(expected: string): void {
    if (this.peek() !== expected) throw this.unexpected(`'${expected}'`);
    this.at++;
  }

  private unexpected(expected: string): DataError {
    const found = this.text.slice(this.at, this.at + 20).replace(/[^\x20-\x7e]/g, '?');
    return new DataError('malformed', 'has an npy header that cannot be read', {
      file: this.file, where: `character ${this.at} of the header`, expected, found: found === '' ? 'the end' : found,
    });
  }
}
