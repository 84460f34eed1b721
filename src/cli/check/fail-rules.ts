import type { CheckReport } from '#src/core/crosscheck/report.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { UsageError } from '../command.ts';

/** What rules may ask of: the report, and what became of the findings. */
export interface Measured {
  readonly report: CheckReport;
  /** Findings that nobody has settled, and the points at stake in them. */
  readonly open: number;
  readonly openPoints: number;
  readonly findings: number;
}

/** One rule of `--fail-over`: the check fails where `measure op limit` is true. */
export interface FailRule {
  /** As it was typed. */
  readonly text: string;
  readonly measure: string;
  /** A class of the masks or a camera, by name; null for all of them. */
  readonly of: string | null;
  readonly operator: Operator;
  readonly limit: number;
}

/** What came of a rule: `value` is null where there was nothing to measure, which fails no rule. */
export interface RuleResult {
  readonly rule: string;
  readonly value: number | null;
  readonly failed: boolean;
}

const OPERATORS = {
  '>': (value: number, limit: number) => value > limit,
  '>=': (value: number, limit: number) => value >= limit,
  '<': (value: number, limit: number) => value < limit,
  '<=': (value: number, limit: number) => value <= limit,
};
type Operator = keyof typeof OPERATORS;

interface Measure {
  readonly help: string;
  /** What may stand in parentheses behind it. */
  readonly takes: 'class' | 'camera' | null;
  of(measured: Measured, name: string | null): number | null;
}

const MEASURES: Readonly<Record<string, Measure>> = {
  disagrees: {
    help: 'share of the compared points that disagree', takes: 'camera',
    of: ({ report: { summary } }, camera) => without(camera === null ? summary.agreeing : summary.cameras.find((c) => c.camera === camera)?.agreeing),
  },
  iou: {
    help: 'intersection over union, mean or of a class of the masks', takes: 'class',
    of: ({ report: { summary } }, name) => (name === null ? summary.meanIou : (summary.classes[name]?.iou ?? null)),
  },
  'boundary-iou': {
    help: 'the same near borders between labels', takes: 'class',
    of: ({ report: { summary } }, name) => (name === null ? summary.boundaryIou : (summary.classes[name]?.boundaryIou ?? null)),
  },
  unlabelled: { help: 'share of the seen points without a label', takes: null, of: ({ report }) => shareOf(report, 'unlabelled') },
  unmapped: { help: 'share of the seen points whose classes the map does not know', takes: null, of: ({ report }) => shareOf(report, 'unmapped') },
  findings: { help: 'findings, settled ones too', takes: null, of: ({ findings }) => findings },
  'open-findings': { help: 'findings that nobody has settled', takes: null, of: ({ open }) => open },
  'open-points': { help: 'points at stake in them', takes: null, of: ({ openPoints }) => openPoints },
};

/** For people: every measure with what it means. */
export const MEASURES_HELP = Object.entries(MEASURES).map(([name, { help, takes }]) => `${name}${takes === null ? '' : `[(${takes.toUpperCase()})]`} (${help})`).join(', ');

const RULE = /^\s*([a-z-]+)\s*(?:\(\s*(?:"([^"]*)"|([^()"]*?))\s*\))?\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/;
/** At commas and semicolons that stand in no quotes and no parentheses. */
const BETWEEN = /[,;](?=(?:[^"]*"[^"]*")*[^"]*$)(?![^()]*\))/;

/**
 * Reads rules: `MEASURE[(NAME)] > LIMIT[%]`, also `>=`, `<`, `<=`; several with commas between them; names with commas or parentheses in
 * double quotes. Throws UsageError that says what would be right.
 */
export function parseFailRules(text: string): FailRule[] {
  return text.split(BETWEEN).map((part) => {
    const found = RULE.exec(part);
    if (found === null) throw new UsageError(`--fail-over does not understand '${part.trim()}': it takes rules like 'disagrees>1%', 'iou(car)<0.8', 'open-findings>0'`);
    const [, measure, quoted, plain, operator, number, percent] = found, of = quoted ?? plain ?? null;
    const known = Object.hasOwn(MEASURES, measure) ? MEASURES[measure] : undefined;
    if (known === undefined) throw new UsageError(`--fail-over knows no '${measure}': it measures ${MEASURES_HELP}`);
    if (of !== null && known.takes === null) throw new UsageError(`--fail-over: ${measure} takes no (${of})`);
    return { text: part.trim(), measure, of, operator: operator as Operator, limit: Number(number) / (percent === '' ? 1 : 100) };
  });
}

/** Throws UsageError where a rule names a class or a camera that there is not: a typo must not pass for a success. */
export function checkNames(rules: readonly FailRule[], masks: Taxonomy, cameras: readonly string[]): void {
  for (const { text, measure, of } of rules) {
    const { takes } = MEASURES[measure], names = takes === 'class' ? masks.classes.map((c) => c.name) : cameras;
    if (of !== null && !names.includes(of))
      throw new UsageError(`--fail-over ${text}: there is no ${takes === 'class' ? 'class of the masks' : 'camera'} '${of}' (${names.join(', ')})`);
  }
}

export function applyFailRules(rules: readonly FailRule[], measured: Measured): RuleResult[] {
  return rules.map(({ text, measure, of, operator, limit }) => {
    const value = MEASURES[measure].of(measured, of);
    return { rule: text, value, failed: value !== null && OPERATORS[operator](value, limit) };
  });
}

/** One line: which rule, and by what. */
export function ruleLine({ rule, value, failed }: RuleResult): string {
  if (value === null) return `--fail-over ${rule}: nothing to measure`;
  const shown = rule.includes('%') ? `${Number((100 * value).toPrecision(4))} %` : `${Number(value.toPrecision(6))}`;
  return `--fail-over ${rule}: ${failed ? 'failed' : 'kept'}, it is ${shown}`;
}

function without(agreeing: number | null | undefined): number | null {
  return agreeing === null || agreeing === undefined ? null : 1 - agreeing;
}

function shareOf({ frames }: CheckReport, name: 'unlabelled' | 'unmapped'): number | null {
  let seen = 0, count = 0;
  for (const { cameras } of frames) for (const camera of cameras) {
    seen += camera.seen;
    count += camera[name];
  }
  return seen === 0 ? null : count / seen;
}
