import { defineJob } from '../job.ts';

export interface ConvertCloudRequest {
  /** Path in the attached folder. */
  readonly file: string;
  /** For raw float layouts: the names of the columns, in order. */
  readonly layout?: readonly string[];
  /** Id of a cloud writer. */
  readonly writer: string;
}

export interface ConvertedCloud {
  readonly bytes: Uint8Array;
  readonly points: number;
  /** Names of the fields of the source. */
  readonly fields: readonly string[];
  /** What the new file does not have of the old one, one line each. */
  readonly losses: readonly string[];
}

/** Reads a cloud of the attached folder with all its fields and writes it in another format; its own labels stay fields. */
export const convertCloudJob = defineJob<ConvertCloudRequest, ConvertedCloud>('convert-cloud');
