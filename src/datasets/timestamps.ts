import { DataError } from '#src/core/errors.ts';
import type { TimeNs } from '#src/core/scene/scene.ts';

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;

/**
 * KITTI's timestamps.txt: '2011-09-26 13:02:25.964389445' per line, read as UTC. An empty line stands for a file that was lost: null.
 * Throws DataError that names the line.
 */
export function parseTimestamps(text: string, file: string): (TimeNs | null)[] {
  return text.trimEnd().split(/\r?\n/).map((line, i) => {
    if (line.trim() === '') return null;
    const match = DATE_TIME.exec(line.trim());
    const seconds = match === null ? Number.NaN : Date.UTC(+match[1], +match[2] - 1, +match[3], +match[4], +match[5], +match[6]) / 1000;
    if (match !== null && Number.isFinite(seconds)) return BigInt(seconds) * 1_000_000_000n + BigInt((match[7] ?? '').padEnd(9, '0'));
    throw new DataError('malformed', 'has a line that is no time', { file, where: `line ${i + 1}`, expected: 'YYYY-MM-DD hh:mm:ss.fffffffff', found: line.slice(0, 60) });
  });
}
