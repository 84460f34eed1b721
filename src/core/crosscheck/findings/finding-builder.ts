import type { InstanceView } from '../instances/instance-view.ts';
import type { Finding } from './finding.ts';
import { findingOf } from './finding-of.ts';
import { linkObservations } from './link-observations.ts';
import type { Observation } from './observation.ts';

/** What a sequence's findings are put together from, besides its observations. */
export interface SequenceInfo {
  readonly id: string;
  /** Ids of its frames, in time order. */
  readonly frames: readonly string[];
  /** Whether its frames share one world: see `Sequence.posed`. */
  readonly posed: boolean;
}

/** What a check of one frame brings. */
export interface FrameObservations {
  readonly observations: readonly Observation[];
  /** Pictures of labelled objects, also where nothing is wrong with them: they vote, too. */
  readonly instances: readonly InstanceView[];
}

/**
 * Puts the observations of frames together into findings, frame by frame as checks end, in any order; a frame that is checked again replaces what
 * it said. Only the sequences of changed frames are put together anew.
 */
export class FindingBuilder {
  private readonly sequences = new Map<string, SequenceFindings>();

  constructor(sequences: readonly SequenceInfo[]) {
    for (const sequence of sequences) this.sequences.set(sequence.id, new SequenceFindings(sequence));
  }

  /** Throws RangeError where there is no such frame, or it was added before. */
  addFrame(sequence: string, frame: string, brought: FrameObservations): void {
    if (this.of(sequence).has(frame)) throw new RangeError(`frame ${frame} of ${sequence} was added before`);
    this.of(sequence).set(frame, brought);
  }

  /** Takes what a new check of a frame says in place of what an earlier one said, if there was one. Throws RangeError where there is no such frame. */
  replaceFrame(sequence: string, frame: string, brought: FrameObservations): void {
    this.of(sequence).set(frame, brought);
  }

  /** Of all frames so far, in the order of sequences and frames. The same whatever the order in which frames came. */
  findings(): Finding[] {
    return [...this.sequences.values()].flatMap((sequence) => sequence.findings());
  }

  private of(sequence: string): SequenceFindings {
    const found = this.sequences.get(sequence);
    if (found === undefined) throw new RangeError(`no sequence ${sequence}`);
    return found;
  }
}

class SequenceFindings {
  private readonly frames = new Map<string, FrameObservations>();
  private readonly places: ReadonlyMap<string, number>;
  private known: Finding[] | null = [];

  constructor(private readonly info: SequenceInfo) {
    this.places = new Map(info.frames.map((frame, at) => [frame, at]));
  }

  has(frame: string): boolean {
    return this.frames.has(frame);
  }

  set(frame: string, brought: FrameObservations): void {
    if (!this.places.has(frame)) throw new RangeError(`no frame ${frame} in ${this.info.id}`);
    this.frames.set(frame, brought);
    this.known = null;
  }

  findings(): Finding[] {
    return (this.known ??= this.build());
  }

  private build(): Finding[] {
    const { info, frames } = this;
    const present = info.frames.flatMap((frame, at) => (frames.has(frame) ? [{ at, ...frames.get(frame)! }] : []));
    const placed = present.flatMap(({ at, observations }) => observations.map((observation) => ({ at, observation })));
    const instances = viewsPerInstance(present.flatMap((frame) => frame.instances));
    const findings = linkObservations(placed, info.posed).map((group) => findingOf(group.map((k) => placed[k].observation), instances));
    return withOwnIds(findings);
  }
}

function viewsPerInstance(views: readonly InstanceView[]): Map<number, InstanceView[]> {
  const found = new Map<number, InstanceView[]>();
  for (const view of views) {
    const list = found.get(view.instance);
    if (list === undefined) found.set(view.instance, [view]);
    else list.push(view);
  }
  return found;
}

/** Two things that look alike to the digest of an id are told apart by their order. */
function withOwnIds(findings: readonly Finding[]): Finding[] {
  const used = new Map<string, number>();
  return findings.map((finding) => {
    const times = used.get(finding.id) ?? 0;
    used.set(finding.id, times + 1);
    return times === 0 ? finding : { ...finding, id: `${finding.id}-${times + 1}` };
  });
}
