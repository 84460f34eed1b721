import { DEFECTS, type DefectName, type DefectRequest } from '#sample-data/defects/defect.ts';
import { OUTPUT_LAYOUTS } from '#sample-data/layouts/index.ts';
import { writeBigScene } from '#sample-data/output/big-cloud.ts';
import { writeDataset } from '#sample-data/output/write-dataset.ts';
import { MAX_CAMERAS, MAX_LIDARS } from '#sample-data/sensors/rig.ts';
import { DEFAULT_OPTIONS, type SimulateOptions } from '#sample-data/simulate.ts';
import type { Command, CommandInput } from '../command.ts';
import { DONE, requiredOption, textOption, UsageError } from '../command.ts';
import { userPath } from '../user-path.ts';

/** What big clouds are made with where nothing else is said: about 200,000 points per sweep. */
const BIG = { beams: 128, azimuthSteps: 2048 };
/** Options of the terminal that are called otherwise than what they set. */
const FLAGS: Readonly<Record<string, string>> = { readoutMilliseconds: 'readout', azimuthSteps: 'azimuth' };
/** Frames that are written of a scene that `--points` does not size. */
const { frames: FRAMES, beams: BEAMS, azimuthSteps: AZIMUTH, cameras: CAMERAS, seed: SEED } = DEFAULT_OPTIONS;

export const simulateCommand: Command = {
  name: 'simulate',
  summary: 'Simulate a street with LiDAR, cameras and exact truth, and write it as a dataset',
  usage: 'simulate --out DIR [--frames N] [--beams N] [--azimuth N] [--lidars N] [--radar] [--cameras N] [--seed N] [--points N] '
    + '[--turning] [--distorted] [--readout MS] [--defects NAME:RATE,...] [--layout scene|semantickitti|nuscenes] [--no-images]',
  options: {
    out: { type: 'string', value: 'DIR', help: 'where to write: a new or empty folder, or one that holds an earlier simulation, which is replaced' },
    frames: { type: 'string', value: 'N', help: `frames, ten per second (${FRAMES})` },
    beams: { type: 'string', value: 'N', help: `beams of the LiDAR, 16 to 128 (${BEAMS})` },
    azimuth: { type: 'string', value: 'N', help: `firings per turn (${AZIMUTH})` },
    lidars: { type: 'string', value: 'N', help: '1, or 2 for a second LiDAR low at the front (1)' },
    radar: { type: 'boolean', help: 'a radar at the front too' },
    cameras: { type: 'string', value: 'N', help: `cameras, 0 to ${MAX_CAMERAS}, with pinhole, radial-tangential and fisheye lenses (${CAMERAS})` },
    turning: { type: 'boolean', help: 'the vehicle turns and accelerates' },
    distorted: { type: 'boolean', help: 'leave the motion of the vehicle in the points, as the sensor saw them' },
    readout: { type: 'string', value: 'MS', help: 'milliseconds, 1 to 100, in which the cameras read their rows one after the other' },
    seed: { type: 'string', value: 'N', help: `the street and its noise (${SEED}); the same seed and options give the same bytes` },
    points: { type: 'string', value: 'N', help: `a scene of so many points for benchmarks, from 12 sweeps placed over and over; no pictures (beams ${BIG.beams}, azimuth ${BIG.azimuthSteps})` },
    defects: { type: 'string', value: 'NAME:RATE,...', help: `plant mistakes and record them in truth/defects.json: ${Object.entries(DEFECTS).map(([name, what]) => `${name} (${what})`).join('; ')}` },
    layout: { type: 'string', value: 'ID', help: OUTPUT_LAYOUTS.map((l) => l.id).join(', ') },
    'no-images': { type: 'boolean', help: 'leave out pictures and masks; calibration and truth of the cameras stay' },
  },

  async run(input, output) {
    const out = userPath(requiredOption(input, 'out'));
    const layoutId = textOption(input, 'layout') ?? 'scene';
    const layout = OUTPUT_LAYOUTS.find((l) => l.id === layoutId);
    if (!layout) throw new UsageError(`--layout takes ${OUTPUT_LAYOUTS.map((l) => l.id).join(', ')}, not '${layoutId}'`);
    const points = textOption(input, 'points') === undefined ? null : whole(input, 'points', 0, 1, 2e9);
    const options = simulateOptions(input, points === null ? { beams: BEAMS, azimuthSteps: AZIMUTH } : BIG);
    for (const [name, need] of Object.entries(layout.needs)) {
      const asked = options[name as keyof SimulateOptions], chosen = asked !== DEFAULT_OPTIONS[name as keyof SimulateOptions];
      if (chosen && asked !== need) throw new UsageError(`the layout ${layoutId} cannot hold --${FLAGS[name] ?? name} ${String(asked)}`);
    }
    const begun = Date.now();
    let written;
    if (points !== null) {
      const unfit = ['frames', 'cameras', 'lidars', 'radar', 'defects', 'turning', 'distorted', 'readout'].filter((name) => input.values[name] !== undefined);
      if (unfit.length > 0 || layoutId !== 'scene') throw new UsageError(`--points goes without ${unfit.length > 0 ? `--${unfit[0]}` : '--layout'}`);
      written = await writeBigScene(options, points, out);
    } else {
      const job = { options: { ...options, ...layout.needs }, layout: layoutId, images: input.values['no-images'] !== true, out };
      written = await writeDataset(job, (done) => {
        if (done % 10 === 0 && done < options.frames) output.err(`${done} of ${options.frames} frames\n`);
      });
    }
    output.out(`${written.files} files, ${(written.bytes / 1e6).toFixed(1)} MB in ${out}, ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
    return DONE;
  },
};

function simulateOptions(input: CommandInput, resolution: Pick<SimulateOptions, 'beams' | 'azimuthSteps'>): SimulateOptions {
  return {
    ...DEFAULT_OPTIONS,
    seed: whole(input, 'seed', SEED, 0, 0xffffffff),
    frames: whole(input, 'frames', FRAMES, 1, 100_000),
    beams: whole(input, 'beams', resolution.beams, 16, 128),
    azimuthSteps: whole(input, 'azimuth', resolution.azimuthSteps, 90, 8192),
    lidars: whole(input, 'lidars', 1, 1, MAX_LIDARS),
    radar: input.values.radar === true,
    cameras: whole(input, 'cameras', CAMERAS, 0, MAX_CAMERAS),
    defects: defects(textOption(input, 'defects')),
    ...(input.values.turning === true ? { turning: true } : {}),
    ...(input.values.distorted === true ? { distorted: true } : {}),
    ...(textOption(input, 'readout') === undefined ? {} : { readoutMilliseconds: whole(input, 'readout', 0, 1, 100) }),
  };
}

function whole(input: CommandInput, name: string, otherwise: number, least: number, most: number): number {
  const text = textOption(input, name);
  if (text === undefined) return otherwise;
  const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) throw new UsageError(`--${name} takes ${least} to ${most}, not '${text}'`);
  return value;
}

/** 'class-object:0.1,noise:0.001' as requests. */
function defects(text: string | undefined): DefectRequest[] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const [, name, rate] = /^([a-z-]+):(\d+(?:\.\d+)?)$/.exec(part) ?? [];
    if (name === undefined || !(name in DEFECTS)) throw new UsageError(`--defects takes NAME:RATE with a name of ${Object.keys(DEFECTS).join(', ')}, not '${part}'`);
    const isShare = DEFECTS[name as DefectName].startsWith('share');
    if (isShare && Number(rate) > 1) throw new UsageError(`${name} takes a share from 0 to 1, not ${rate}`);
    return { name: name as DefectName, rate: Number(rate) };
  });
}
