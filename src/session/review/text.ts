import type { DecisionKind, ErrorCode } from '#src/core/crosscheck/findings/decision.ts';
import type { Finding, FindingCause } from '#src/core/crosscheck/findings/finding.ts';
import type { ImageView } from '#src/core/crosscheck/findings/observation.ts';
import { packLabel } from '#src/core/labels/label.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import { objectName } from '../names.ts';
import type { RowFacts } from './queue.ts';
import { useMasks } from '../stores/mask-store.ts';
import { useScene } from '../stores/scene-store.ts';

const DECISION_NAMES: Readonly<Record<DecisionKind, string>> = {
  'take-mask': 'mask taken',
  'label-right': '3D is right',
  'mask-wrong': 'mask is wrong',
  'third-class': 'third class',
  ignored: 'ignored',
  returned: 'back to the annotator',
  reopened: 'open again',
};

export function decisionName(kind: DecisionKind): string {
  return DECISION_NAMES[kind];
}

export const ERROR_NAMES: Readonly<Record<ErrorCode, string>> = {
  boundary: 'boundary',
  missed: 'missed',
  'wrong-class': 'wrong class',
  'wrong-identity': 'wrong identity',
};

/** What is guessed has a question mark. */
const CAUSE_NAMES: Readonly<Record<FindingCause, string>> = {
  label: 'label?', mask: 'mask?', motion: 'motion', calibration: 'calibration', edge: 'edge', unknown: 'unknown',
};

export function causeName(cause: FindingCause): string {
  return CAUSE_NAMES[cause];
}

type Named = Pick<RowFacts, 'kind' | 'label' | 'mask' | 'instance' | 'cameras'>;

/** "Car 7", "Building", "right_camera": what is at odds. */
export function findingName(finding: Pick<Finding, 'kind' | 'label' | 'mask' | 'instance' | 'views'>): string {
  return rowName({ ...finding, cameras: [...new Set(finding.views.map((view) => view.camera))] });
}

/** The same of an entry of the queue. */
export function rowName({ kind, label, mask, instance, cameras }: Named): string {
  if (kind === 'calibration') return cameras[0] ?? 'a camera';
  return label === 0 ? className(useMasks.getState().taxonomy, mask) : objectName(packLabel(label, instance));
}

/** What labels and masks say, each in words: "car" and "road"; "missing in 2D". */
export function sides({ kind, label, mask }: Pick<Named, 'kind' | 'label' | 'mask'>): { readonly label: string; readonly mask: string } {
  const ofLabel = className(useScene.getState().taxonomy, label), ofMask = className(useMasks.getState().taxonomy, mask);
  if (kind === 'missing-2d') return { label: ofLabel, mask: 'missing in 2D' };
  if (kind === 'missing-3d') return { label: label === 0 ? 'missing in 3D' : ofLabel, mask: ofMask };
  if (kind === 'split') return { label: `one ${ofLabel} in 3D`, mask: 'several in 2D' };
  if (kind === 'merged') return { label: `several ${ofLabel} in 3D`, mask: 'one in 2D' };
  if (kind === 'calibration') return { label: 'all classes', mask: 'shifted' };
  return { label: ofLabel, mask: ofMask };
}

/** "38 views: 31 truck, 7 car" */
export function votesPhrase({ views, votes }: Pick<Finding, 'views' | 'votes'>): string {
  const { taxonomy } = useMasks.getState();
  const told = votes.slice(0, 3).map(({ mask, count }) => `${count} ${mask === 0 ? 'void' : className(taxonomy, mask)}`);
  return `${views.length} ${views.length === 1 ? 'view' : 'views'}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}

/** "8 frames · 3 cameras · mask confidence 0.71" */
export function extentPhrase({ parts, views, confidence, range }: Pick<Finding, 'parts' | 'views' | 'confidence' | 'range'>): string {
  const frames = new Set([...parts, ...views].map(({ frame }) => frame)).size, cameras = new Set(views.map(({ camera }) => camera)).size;
  const told = [counted(frames, 'frame'), counted(cameras, 'camera'), `${range.toFixed(0)} m away`];
  return [...told, ...(confidence === null ? [] : [`mask confidence ${confidence.toFixed(2)}`])].join(' · ');
}

/** What one picture makes of the points: "188 disagree, 4 agree, 12 near an edge". */
export function viewPhrase({ verdicts: { disagrees, agrees, edge, motion } }: Pick<ImageView, 'verdicts'>): string {
  const told = [[disagrees, 'disagree'], [agrees, 'agree'], [edge, 'near an edge'], [motion, 'moving']] as const;
  return told.flatMap(([n, what]) => (n === 0 ? [] : `${n.toLocaleString('en')} ${what}`)).join(', ');
}

/** "1 frame", "8 frames" */
export function counted(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}
