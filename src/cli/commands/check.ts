import { foldCalibration } from '#src/core/crosscheck/findings/fold-calibration.ts';
import type { CheckReport } from '#src/core/crosscheck/report.ts';
import { topSpeeds } from '#src/core/labels/top-speed.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { allFrames } from '#src/core/scene/scene.ts';
import type { DatasetCheck } from '../check/check-dataset.ts';
import { checkDataset, frameName } from '../check/check-dataset.ts';
import { CheckState } from '../check/check-state.ts';
import { drawFindings } from '../check/crops.ts';
import { checkDecisionsName, writeDecisions, writeIgnoreRegions, writeText } from '../check/decision-files.ts';
import { describedFindings, describedReport } from '../check/described.ts';
import type { RuleResult } from '../check/fail-rules.ts';
import { applyFailRules, checkNames, MEASURES_HELP, parseFailRules, ruleLine } from '../check/fail-rules.ts';
import type { FindingReport } from '../check/findings.ts';
import { findingReport, isOpen, listFindings } from '../check/findings.ts';
import { CARDS, checkPage } from '../check/page/page.ts';
import { camerasThatAreOff } from '../check/test-cameras.ts';
import type { Command, CommandInput } from '../command.ts';
import { conventionLines, DONE, FAILED, JSON_OPTION, LAYOUT_OPTION, onePath, printJson, textOption, UNUSABLE, UsageError } from '../command.ts';
import type { FrameRange } from '../frame-range.ts';
import { frameRanges } from '../frame-range.ts';
import { withKept } from '../kept-conventions.ts';
import { labelSource } from '../label-source.ts';
import { classMapOf, masksOf } from '../mask-source.ts';
import { openPath } from '../open-path.ts';
import { showProgress } from '../progress.ts';
import { engineFor, THREADS_OPTION } from '../threads.ts';
import { pathOption, userPath } from '../user-path.ts';

/** What `check --json` and `--report` give: a published shape, of which nothing is ever taken away. */
export interface CheckDocument extends CheckReport {
  /** In the order in which they are worth opening; settled and returned ones with `--all` only. */
  readonly findings: readonly FindingReport[];
  /** All of them: those that somebody has yet to look at, with the points at stake, and those that somebody decided on. */
  readonly review: { readonly open: number; readonly openPoints: number; readonly decided: number };
  /** Of `--fail-over`. */
  readonly rules: readonly RuleResult[];
}

const TOP = 20;

export const checkCommand: Command = {
  name: 'check',
  summary: 'Hold the labels of every point against the masks of every image that sees it, and list what is at odds',
  usage: 'check DATASET [--frames A-B] [--masks DIR] [--map FILE] [--set NAME] [--work DIR] [--report FILE.json] [--html FILE] [--fail-over RULES] [--resume FILE] [--decisions FILE.json|.csv] [--ignore-regions FILE.json] [--calibration] [--all] [--top N] [--threads N] [--layout ID] [--json]',
  options: {
    frames: { type: 'string', value: 'A-B', help: 'from frame A to frame B, both included, or one frame' },
    masks: { type: 'string', value: 'DIR', help: "the masks, as CAMERA/FRAME.png; the dataset's own where absent" },
    map: { type: 'string', value: 'FILE', help: 'which label classes agree with which mask classes; a preset or equal names where absent' },
    set: { type: 'string', value: 'NAME', help: 'the label set of the saved work (work)' },
    work: { type: 'string', value: 'DIR', help: 'where the work was saved, if not in pointweld/ in the dataset' },
    report: { type: 'string', value: 'FILE', help: 'write the report there, as JSON' },
    html: { type: 'string', value: 'FILE', help: 'write one page there that needs nothing else: plots, tables, and pictures of the first findings' },
    'fail-over': { type: 'string', value: 'RULES', help: `exit 1 where a rule holds, as 'disagrees>1%, iou(car)<0.8, open-findings>0'; ${MEASURES_HELP}` },
    resume: { type: 'string', value: 'FILE', help: 'keep the result of every frame there, and check only frames whose result is not there or whose labels, masks, poses or files have changed' },
    decisions: { type: 'string', value: 'FILE', help: "write the reviewers' decisions there, as JSON or CSV by its name" },
    'ignore-regions': { type: 'string', value: 'FILE', help: 'write there what reviewers said is wrong in masks, as JSON' },
    calibration: { type: 'boolean', help: 'test the cameras first, and fold the findings that come of one that is off into one' },
    all: { type: 'boolean', help: 'list findings that are settled, too' },
    top: { type: 'string', value: 'N', help: `how many findings to list on the terminal (${TOP})` },
    threads: THREADS_OPTION,
    json: JSON_OPTION,
    layout: LAYOUT_OPTION,
  },

  async run(input, output) {
    const dataset = onePath(input, 'DATASET'), top = countOption(input, 'top', TOP);
    const report = pathOption(input, 'report'), page = pathOption(input, 'html'), decisions = pathOption(input, 'decisions'), regions = pathOption(input, 'ignore-regions');
    const rules = textOption(input, 'fail-over') === undefined ? [] : parseFailRules(textOption(input, 'fail-over')!);
    if (decisions !== undefined) checkDecisionsName(decisions);
    const asRead = await openPath(userPath(dataset), { layout: textOption(input, 'layout') });
    const masksFolder = pathOption(input, 'masks'), masks = await masksOf(asRead, masksFolder);
    const { map, convention } = await classMapOf(asRead, masks, pathOption(input, 'map'));
    checkNames(rules, masks.taxonomy, camerasOf(asRead.scene));
    const work = pathOption(input, 'work'), rangesOf = (scene: Scene): FrameRange[] => frameRanges(scene, textOption(input, 'frames'));
    const engine = engineFor(input, rangesOf(asRead.scene).reduce((n, { begin, end }) => n + end - begin, 0));
    let close = async (): Promise<void> => {};
    try {
      const source = await labelSource(asRead, work, textOption(input, 'set'), engine);
      close = () => source.close();
      if (source.recovered !== null) output.err(`${source.recovered}\n`);
      const opened = withKept(asRead, source.conventions), { scene } = opened, ranges = rangesOf(scene);
      const resume = pathOption(input, 'resume'), state = resume === undefined ? null : await CheckState.open(resume);
      close = async () => {
        await state?.close();
        await source.close();
      };
      const asIs: DatasetCheck = {
        engine, opened, source, ranges, state, against: { masks, classMap: map, ignored: source.ignored, speeds: topSpeeds(scene.taxonomy) },
        folderOf: (tree) => (tree === asRead.tree || masksFolder === undefined ? asRead.folder : masksFolder), progress: showProgress(output, 'check', 'frames'),
      };
      const off = input.values.calibration === true ? await camerasThatAreOff({ ...asIs, progress: showProgress(output, 'calibration', 'steps') }) : [];
      const check: DatasetCheck = { ...asIs, against: { ...asIs.against, offsets: new Map(off.map(({ camera, offset }) => [camera, offset])) } };
      const checked = await checkDataset(check);
      const listed = listFindings(foldCalibration(checked.findings, off), source.decisions, scene.taxonomy, masks.taxonomy), open = listed.filter(isOpen);
      const shown = input.values.all === true ? listed : open, findings = shown.map((each) => findingReport(each, scene.taxonomy, masks.taxonomy));
      const openPoints = open.reduce((n, { finding }) => n + finding.points, 0), settled = listed.length - shown.length;
      const results = applyFailRules(rules, { report: checked.report, open: open.length, openPoints, findings: listed.length });
      const document: CheckDocument = { ...checked.report, findings, review: { open: open.length, openPoints, decided: listed.length - open.length }, rules: results };
      const problems = [...checked.errors.map((error) => error.message), ...(checked.without > 0 ? [`${checked.without} images have no mask and were not checked`] : [])];

      if (report !== undefined) await writeText(report, `${JSON.stringify(document, null, 2)}\n`);
      if (decisions !== undefined) await writeDecisions(decisions, source, scene.taxonomy, masks.taxonomy);
      if (regions !== undefined) await writeIgnoreRegions(regions, source, scene, masks.taxonomy);
      if (page !== undefined) {
        const { crops } = await drawFindings({ ...check, progress: showProgress(output, 'pictures of findings', 'frames') }, shown.slice(0, CARDS).map(({ finding }) => finding));
        await writeText(page, checkPage({
          dataset: scene.name, labels: source.name, conventions: [...masks.conventions, convention], report: checked.report, findings, settled, rules: results, crops, problems,
          classes: { labels: scene.taxonomy, masks: masks.taxonomy, map }, frameName: (sequence, frame) => frameName(scene, sequence, frame),
        }));
      }
      if (input.values.json === true) printJson(output, document);
      else output.out(`${source.name} against masks\n${conventionLines([...masks.conventions, convention])}${state === null ? '' : `  ${checked.kept} frames had been checked before\n`}\n${describedReport(checked.report)}\n${describedFindings(findings, top, settled)}`);
      for (const line of problems) output.err(`${line}\n`);
      for (const result of results) if (result.failed || result.value === null) output.err(`${ruleLine(result)}\n`);
      if (checked.errors.length > 0) return UNUSABLE;
      return results.some(({ failed }) => failed) ? FAILED : DONE;
    } finally {
      engine.dispose();
      await close();
    }
  },
};

function camerasOf(scene: Scene): string[] {
  return [...new Set(allFrames(scene).flatMap(({ frame }) => frame.images.map(({ camera }) => camera)))];
}

/** Throws UsageError where it is no number. */
function countOption(input: CommandInput, name: string, otherwise: number): number {
  const text = textOption(input, name);
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} takes a number, not '${text}'`);
  return Number(text);
}
