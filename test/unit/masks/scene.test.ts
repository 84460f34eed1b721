import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import schema from '#src/core/scene/scene.schema.json';
import { cityscapes } from '#src/core/labels/presets/index.ts';
import type { Scene } from '#src/core/scene/scene.ts';
import { openDataset } from '#src/datasets/index.ts';
import { loadMask, sceneMasks } from '#src/datasets/masks.ts';
import { maskFormats } from '#src/formats/masks/index.ts';
import { memoryTree } from '../../support/memory-tree.ts';

const png = (values: number[], depth: 8 | 16 = 8): Uint8Array =>
  encode({ width: values.length, height: 1, channels: 1, depth, data: depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values) });

const camera = { model: 'pinhole', width: 2, height: 1, fx: 1, fy: 1, cx: 0, cy: 0 };

function files(masks: object[], more: object = {}): Record<string, unknown> {
  return {
    'scene.json': {
      schemaVersion: 1, name: 'm', sensors: [{ id: 'top', kind: 'lidar' }, { id: 'front', kind: 'camera', camera }], ...more,
      sequences: [{ id: 's', frames: [{ id: '0', sweeps: [{ sensor: 'top', file: '0.bin' }], images: [{ sensor: 'front', file: '0.png', masks }] }] }],
    },
    '0.bin': '', '0.png': png([0, 0]), 'm/c.png': png([1, 7]), 'm/i.png': png([300, 0], 16), 'm/sure.png': png([9, 250]),
  };
}

async function loaded(of: Record<string, unknown>): Promise<{ scene: Scene; classes: string; pixels: number[][] }> {
  const tree = memoryTree(of);
  const scene = await openDataset(tree);
  const { taxonomy, masks } = sceneMasks(scene, tree);
  const mask = await loadMask(masks.get('s/0/front')!, scene.sequences[0].frames[0].images[0], taxonomy);
  return { scene, classes: taxonomy.name, pixels: [mask.classes, mask.instances ?? [], mask.confidence ?? []].map((values) => [...values]) };
}

describe('scene.json', () => {
  it('names its masks, their format, their classes and how sure they are', async () => {
    const masks = [{ file: 'm/c.png', kind: 'cityscapes-train-ids', confidence: 'm/sure.png' }, { file: 'm/i.png', kind: 'instance-ids' }];
    const { scene, ...rest } = await loaded(files(masks, { maskTaxonomy: 'cityscapes' }));
    expect(scene.warnings).toEqual([]);
    expect(scene.maskTaxonomy).toBe(cityscapes);
    expect(rest).toEqual({ classes: 'Cityscapes', pixels: [[8, 20], [300, 0], [9, 250]] });
  });

  it('may give classes of its own, or none: then they are those of the labels', async () => {
    const masks = [{ file: 'm/c.png', kind: 'binary', class: 'cat', instance: 4 }];
    const own = { name: 'own', classes: [{ id: 12, name: 'cat', kind: 'thing' }] };
    expect(await loaded(files(masks, { maskTaxonomy: own }))).toMatchObject({ classes: 'own', pixels: [[12, 12], [4, 4], []] });
    expect(await loaded(files([{ file: 'm/c.png', kind: 'class-ids' }], { taxonomy: 'semantickitti' }))).toMatchObject({ classes: 'SemanticKITTI' });
  });

  it('is told where a file of a mask is not there, and where a taxonomy is not', async () => {
    const masks = [{ file: 'm/c.png', kind: 'class-ids', confidence: 'm/no.npy', table: 'm/no.json' }];
    const scene = await openDataset(memoryTree(files(masks)));
    expect(scene.warnings.map((w) => w.split(':')[0])).toEqual(['m/no.json', 'm/no.npy']);
    await expect(openDataset(memoryTree(files([], { maskTaxonomy: 'citscapes' })))).rejects.toThrow(/scene\.json.*maskTaxonomy.*cityscapes.*citscapes/);
  });

  it('is told in its schema which formats there are', () => {
    const text = JSON.stringify(schema);
    expect(maskFormats.filter((f) => !text.includes(`'${f.id}'`)).map((f) => f.id)).toEqual([]);
  });
});
