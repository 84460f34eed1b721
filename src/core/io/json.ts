import { DataError, errorMessage } from '../errors.ts';

/** A JSON number token inside or outside a string; group-free, so that one replace walks the text once. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON whose integers above 2^53 come as strings instead of being rounded: nanoseconds since 1970 have 19 digits.
 * Throws DataError 'malformed' with the line and column.
 */
export function parseJson(text: string, file: string): unknown {
  const exact = text.replace(STRING_OR_NUMBER, (token) => (isLongInteger(token) ? `"${token}"` : token));
  try {
    return JSON.parse(exact) as unknown;
  } catch {
    throw notJson(text, file);
  }
}

function isLongInteger(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}

/** Parses again without the quotes that were put in, so that the place is the one in the user's file. */
function notJson(text: string, file: string): DataError {
  try {
    JSON.parse(text);
  } catch (error) {
    const message = errorMessage(error);
    const position = /position (\d+)/.exec(message);
    const where = position ? lineAndColumn(text, Number(position[1])) : undefined;
    return new DataError('malformed', 'is not valid JSON', { file, where, found: message });
  }
  return new DataError('malformed', 'is not valid JSON', { file });
}

function lineAndColumn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${lines.length} column ${lines[lines.length - 1].length + 1}`;
}
