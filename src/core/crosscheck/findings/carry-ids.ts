import type { FindingRecord } from './decision.ts';
import type { Finding } from './finding.ts';
import { shared } from './link-observations.ts';

/** A finding of an earlier check, or what was kept of one when it was decided on. */
export type KnownFinding = Finding | FindingRecord;

/** Room around places: a thing's box is drawn around the beams that met it. Metres. */
const ROOM = 0.5;

/**
 * Gives findings the ids of the known ones that are the same thing: the same pair of classes and, best first, the same points, the same instance or
 * track, or the same place in a frame of both. Each id goes once; what is new keeps its own. Depends on neither the order of `known` nor on
 * anything but its arguments; returns `fresh` in its order.
 */
export function carryIds(known: readonly KnownFinding[], fresh: readonly Finding[]): Finding[] {
  const byPair = new Map<string, KnownFinding[]>();
  for (const each of known) {
    const list = byPair.get(pairOf(each));
    if (list === undefined) byPair.set(pairOf(each), [each]);
    else list.push(each);
  }
  const matches = fresh.flatMap((finding, k) =>
    (byPair.get(pairOf(finding)) ?? []).flatMap((each) => {
      const likeness = likenessOf(each, finding);
      return likeness > 0 ? [{ k, id: each.id, likeness }] : [];
    }),
  );
  matches.sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) || a.k - b.k);
  const ids = new Map<number, string>(), taken = new Set<string>();
  for (const { k, id } of matches) {
    if (ids.has(k) || taken.has(id)) continue;
    ids.set(k, id);
    taken.add(id);
  }
  return fresh.map((finding, k) => {
    let id = ids.get(k) ?? finding.id;
    for (let n = 2; !ids.has(k) && taken.has(id); n++) id = `${finding.id}-${n}`;
    taken.add(id);
    return id === finding.id ? finding : { ...finding, id };
  });
}

/** Whether it is the thing itself that is missing may change with one picture; how things are divided is another question than their class. */
function pairOf({ kind, sequence, label, mask }: KnownFinding): string {
  const question = kind === 'split' || kind === 'merged' || kind === 'calibration' ? kind : 'class';
  return `${question} ${label} ${mask} ${sequence}`;
}

/** 0 for two things; above 2 where points are the same, above 1 where the data names both alike, above 0 by place. */
function likenessOf(known: KnownFinding, fresh: Finding): number {
  if (known.id === fresh.id) return 4;
  if (known.track !== null && fresh.track !== null && known.track !== fresh.track) return 0;
  const points = 'parts' in known ? commonPoints(known, fresh) : 0;
  if (points > 0) return 2 + points;
  if (known.instance !== 0 || fresh.instance !== 0) return known.instance === fresh.instance ? 1.5 : 0;
  const place = commonPlace(known, fresh);
  if (known.track !== null && known.track === fresh.track) return 1 + place / 2;
  return place;
}

/** Of the smaller one's points, the share that both have. */
function commonPoints(known: Finding, fresh: Finding): number {
  const parts = new Map(known.parts.map(({ sweep, points }) => [sweep, points]));
  const common = fresh.parts.reduce((n, { sweep, points }) => n + shared(parts.get(sweep) ?? [], points), 0);
  return common === 0 ? 0 : common / Math.min(known.points, fresh.points);
}

/** How much of the smaller box, with some room, lies in the other; 0 where no frame is in both. */
function commonPlace(known: KnownFinding, fresh: Finding): number {
  const frames = new Set('parts' in known ? known.parts.map(({ frame }) => frame) : known.frames);
  if (!fresh.parts.some(({ frame }) => frames.has(frame))) return 0;
  let common = 1, sizeKnown = 1, sizeFresh = 1;
  for (let k = 0; k < 3; k++) {
    const a = known.size[k] + ROOM, b = fresh.size[k] + ROOM;
    const side = Math.min(known.centre[k] + a / 2, fresh.centre[k] + b / 2) - Math.max(known.centre[k] - a / 2, fresh.centre[k] - b / 2);
    if (!(side > 0)) return 0;
    common *= side;
    sizeKnown *= a;
    sizeFresh *= b;
  }
  return Math.min(1, common / Math.min(sizeKnown, sizeFresh));
}
