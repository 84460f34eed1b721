import { DataError } from '#src/core/errors.ts';
import type { SweepId } from '#src/core/scene/scene.ts';
import { crc32 } from './crc32.ts';

/** File systems take 255 bytes for a name; suffixes such as ".label" need some of them. */
const MAX_NAME = 180;
/** Names that Windows keeps for devices, whatever their extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name of the user's data as the name of a file or folder: letters, digits, '-', '_' and inner '.' stay, every other
 * byte of its UTF-8 becomes %XX. The result is never empty, '.', '..' or hidden, and holds no separator. Very long
 * names are cut and closed with a checksum; whoever stores something under one keeps the full name beside it.
 */
export function encodeName(name: string): string {
  if (name === '') return '%';
  const bytes = new TextEncoder().encode(name);
  let out = '';
  bytes.forEach((b, i) => {
    const char = String.fromCharCode(b);
    const edge = i === 0 || i === bytes.length - 1;
    const plain = /[\w-]/.test(char) || (char === '.' && !edge);
    out += plain && !(i === 0 && DEVICE.test(name)) ? char : percent(b);
  });
  return out.length <= MAX_NAME ? out : `${out.slice(0, MAX_NAME - 20)}%~${percent(crc32(bytes))}`;
}

function percent(value: number): string {
  return '%' + value.toString(16).toUpperCase().padStart(2, '0');
}

/** Where a label set's files lie, relative to the work folder. */
export interface SetPaths {
  readonly journal: string;
  /** Folder of the snapshots: in it sequences, in them sensors, in them files. */
  readonly snapshots: string;
  /** Path of a sweep's snapshot without extension: `.label` is the labels, `.json` what is known about them. */
  snapshot(sweep: SweepId): string;
}

/** The work folder inside a dataset. */
export const WORK_FOLDER = 'pointweld';
const JOURNAL_FOLDER = 'journal';
const JOURNAL_SUFFIX = '.journal';
export const PROJECT_FILE = 'project.json';

export function setPaths(set: string): SetPaths {
  const folder = encodeName(set);
  return {
    journal: `${JOURNAL_FOLDER}/${folder}${JOURNAL_SUFFIX}`,
    snapshots: `sets/${folder}`,
    snapshot: (sweep) => `sets/${folder}/${sweepFolder(sweep)}`,
  };
}

/** "sequence/frame/sensor" as sequence/sensor/frame on disk, so that a folder holds one sensor's frames, as datasets do. */
function sweepFolder(sweep: SweepId): string {
  const first = sweep.indexOf('/');
  const last = sweep.lastIndexOf('/');
  if (first < 0 || first === last)
    throw new DataError('malformed', 'is not the id of a sweep', { file: JSON.stringify(sweep.slice(0, 100)), expected: 'sequence/frame/sensor' });
  // A frame's own name may hold '/': it is what lies between the outer two.
  return [sweep.slice(0, first), sweep.slice(last + 1), sweep.slice(first + 1, last)].map(encodeName).join('/');
}

/** Label sets that have a journal, as their files are named, from a listing of the work folder. */
export async function listSets(list: (folder: string) => Promise<string[]>): Promise<string[]> {
  const names = await list(JOURNAL_FOLDER);
  return names.filter((n) => n.endsWith(JOURNAL_SUFFIX)).map((n) => n.slice(0, -JOURNAL_SUFFIX.length));
}
