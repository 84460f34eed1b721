/** Markup that is safe to put into a page: made by `html` alone. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Part = string | number | Markup | null | readonly (string | number | Markup)[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ESCAPES[c]);
}

/** A template whose values are text, escaped for elements and quoted attributes, or markup of its own; lists one after another, null nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(strings.map((text, k) => text + (k < values.length ? textOf(values[k]) : '')).join(''));
}

function textOf(value: Part): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map(textOf).join('');
}

/** A colour that came with data: '#rrggbb', or grey. It stands in styles, where no escape helps. */
export function safeColour(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour : '#9aa0a8';
}

/** "12.3 %"; a dash where there is nothing to measure. */
export function percent(share: number | null, digits = 1): string {
  return share === null ? '–' : `${(100 * share).toFixed(digits)} %`;
}

export function share(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** With thin spaces between thousands. */
export function whole(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
