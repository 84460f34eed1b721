/** Does the work once, and says how many points it was done for. With the unit 'bytes/point' it keeps what it made until `release`. */
export type Task = () => number | Promise<number>;

/**
 * What a benchmark's figures are: the time that a task takes; the memory that what it made takes, for each point; or milliseconds that the
 * task itself has measured, since they are of another program: a picture in a browser, the longest time that a page was held.
 */
export type Unit = 'ms' | 'bytes/point' | 'measured ms';

/** One benchmark: a file `NAME.bench.ts` in this folder that exports it as `bench`. */
export interface Bench {
  readonly name: string;
  /** One line: what is timed, on what data. */
  readonly describe: string;
  readonly unit: Unit;
  readonly defaultPoints: number;
  /** Runs only where it is named: it needs a browser, and minutes. */
  readonly onRequest?: true;
  /** Makes the data and checks that all tasks do the same work; nothing here is timed. */
  setup(points: number): Contest | Promise<Contest>;
}

export interface Contest {
  readonly ours: Task;
  /** Other programs that do the same work, by name. */
  readonly peers: Readonly<Record<string, Task>>;
  /** What no program can do without: a copy of the same bytes, a read of the same memory. */
  readonly floor: Task;
  /** With the unit 'measured ms': the figure of each task that ran last. */
  readonly measured?: () => number;
  /** Lets go of what tasks keep: files, processes, memory. Called when all is measured; with 'bytes/point' after each task. */
  readonly release?: () => void | Promise<void>;
  /** Lines about what the figures do not say, asked for when all is measured. */
  readonly notes?: () => readonly string[];
}

/** What `--json` prints for each benchmark: medians in `unit`, lower is better. */
export interface BenchResult {
  readonly name: string;
  readonly points: number;
  readonly unit: Unit;
  readonly ours: number;
  readonly peers: Readonly<Record<string, number>>;
  readonly floor: number;
  readonly notes?: readonly string[];
}

/**
 * A measurement of how right something is, not how fast: a file `NAME.study.ts` in this folder that exports it as `study`. Runs only where it is
 * named, over so many seeds.
 */
export interface Study {
  readonly name: string;
  /** One line: what is measured, on what data. */
  readonly describe: string;
  readonly defaultSeeds: number;
  /** `say` gets a line on what is done. */
  run(seeds: number, say: (line: string) => void): Promise<StudyResult>;
}

export interface StudyResult {
  /** Tables, for people. */
  readonly lines: readonly string[];
  /** What `--json` prints of it. */
  readonly figures: unknown;
}
