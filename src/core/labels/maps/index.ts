import type { ClassMapFile } from '../class-map-file.ts';
import { drivingCityscapes } from './driving-cityscapes.ts';
import { nuscenesCityscapes } from './nuscenes-cityscapes.ts';
import { pandasetCityscapes } from './pandaset-cityscapes.ts';
import { semanticKittiCityscapes } from './semantickitti-cityscapes.ts';

/** Class maps that ship with the program; each serves in the other direction too. One file and one line. */
export const mapPresets: readonly ClassMapFile[] = [semanticKittiCityscapes, nuscenesCityscapes, pandasetCityscapes, drivingCityscapes];
