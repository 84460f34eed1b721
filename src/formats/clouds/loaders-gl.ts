import { selectLoaderSync } from '@loaders.gl/core';
import { LASFormat } from '@loaders.gl/las';
import type { PointCloud } from '#src/core/cloud/point-cloud.ts';
import { memorySource } from '#src/core/io/bytes.ts';
import type { CloudFormat, ReadCloudOptions } from './format.ts';
import { cloudFormats } from './index.ts';

/** A cloud format as a loaders.gl loader; its options are `ReadCloudOptions` under the format's id. */
export type CloudLoader = Loader & {
  parse(bytes: ArrayBuffer, options?: object, context?: { readonly filename?: string; readonly url?: string }): Promise<PointCloud>;
};

// By way of a function that takes one: its package is not one of ours, and several versions of it are installed.
type Loader = Exclude<NonNullable<Parameters<typeof selectLoaderSync>[1]>, readonly unknown[]>;

/** loaders.gl's own words for the formats that it knows too. */
const IDENTITIES: Readonly<Record<string, { readonly name: string; readonly module: string }>> = { las: LASFormat };

/**
 * Publishes a cloud format as a loaders.gl loader, for `parse(arrayBuffer, asLoader(pcd))` and for lists of loaders. It has
 * no loaders.gl worker (those are fetched from a CDN): heavy reading belongs in the engine's own.
 */
export function asLoader(format: CloudFormat): CloudLoader {
  const identity = IDENTITIES[format.id];
  return {
    id: format.id,
    name: identity?.name ?? format.name,
    module: identity?.module ?? 'pointweld',
    version: '1',
    worker: false,
    binary: true,
    extensions: [...format.extensions],
    // Not LASFormat's: application/octet-stream would claim every binary file.
    mimeTypes: [...format.mimeTypes],
    tests: [(head: ArrayBuffer) => format.sniff(new Uint8Array(head))],
    options: { [format.id]: {} },
    parse: (bytes, options, context) => {
      const own = ((options as Record<string, unknown> | undefined)?.[format.id] ?? {}) as ReadCloudOptions;
      return format.read(memorySource(context?.filename ?? context?.url ?? format.name, new Uint8Array(bytes)), own, {});
    },
  };
}

/** Every cloud format, for loaders.gl's `registerLoaders`, `load` and `parse`. */
export const cloudLoaders: readonly CloudLoader[] = cloudFormats.map(asLoader);

/**
 * The loader that loaders.gl selects for the first bytes of a file, else for its name; null where there is none. Its own order is name
 * first, which takes a LAZ file called .las for LAS.
 */
export function selectCloudLoader(name: string, head: ArrayBuffer): CloudLoader | null {
  const options = { core: { nothrow: true, ignoreRegisteredLoaders: true } };
  const loaders = [...cloudLoaders];
  return (selectLoaderSync(head, loaders, options) ?? selectLoaderSync(new ArrayBuffer(0), loaders, options, { url: name } as never)) as CloudLoader | null;
}
