import { classOf, instanceOf } from '#src/core/labels/label.ts';
import { cityscapes } from '#src/core/labels/presets/index.ts';
import { writeGreyPng } from '#src/formats/masks/write-png.ts';
import type { ExportedFile } from './exporter.ts';
import { defineExporter, pathPart } from './exporter.ts';
import { PROJECTED_LOSSES, projectedLabels } from './projected.ts';

/**
 * 2D masks of what the labelled points show in each picture, as Cityscapes names and numbers them: `_gtFine_labelIds.png` has class ids in 8 bits,
 * `_gtFine_instanceIds.png` class * 1000 + instance in 16 bits, and the class alone where there is no instance.
 */
export const cityscapesMasks = defineExporter({
  id: 'cityscapes',
  title: 'Cityscapes masks of the projected labels',
  holds: 'class and instance of the pixels around visible points; 999 instances of each class in a sequence',
  // Above 65 there are no 16 bits left for instances; classes without any are written as they are.
  capacity: { classes: 64, instances: 999, allSweeps: true },
  classes: cityscapes,
  losses: () => [...PROJECTED_LOSSES],
  paths: (sequence, frame) => frame.images.filter((i) => i.unprojected === undefined).flatMap((image) => [
    { path: maskPath(sequence, image.camera, frame.id, 'labelIds'), bytesPerPoint: null }, { path: maskPath(sequence, image.camera, frame.id, 'instanceIds'), bytesPerPoint: null },
  ]),
  async frame(input, _prepared, tree, context) {
    const files: ExportedFile[] = [];
    for await (const { image: { camera, spec: { width, height } }, labels } of projectedLabels(input, tree, context)) {
      const path = (what: string): string => maskPath(input.sequence, camera, input.frame.id, what);
      const classes = new Uint8Array(labels.length), both = new Uint16Array(labels.length);
      // Plain loops: `from` with a function takes longer than all the rest, for two million pixels.
      for (let i = 0; i < labels.length; i++) {
        const label = labels[i], c = classOf(label);
        classes[i] = c;
        both[i] = instanceOf(label) === 0 ? c : c * 1000 + instanceOf(label);
      }
      files.push({ path: path('labelIds'), bytes: writeGreyPng(classes, width, height) }, { path: path('instanceIds'), bytes: writeGreyPng(both, width, height) });
    }
    return { files };
  },
});

function maskPath(sequence: string, camera: string, frame: string, what: string): string {
  return `gtFine/${pathPart(sequence)}/${pathPart(camera)}/${pathPart(frame)}_gtFine_${what}.png`;
}
