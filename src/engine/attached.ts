import type { ByteSource, FileTree } from '#src/core/io/bytes.ts';
import type { Ask, SentSource } from './messages.ts';

/** The asking side of a job's files: what the worker asks of them is answered here, so that handles and caches stay in one place. */
export class AttachedFiles {
  private readonly sources: ByteSource[] = [];

  constructor(source: ByteSource | undefined, private readonly trees: readonly FileTree[]) {
    if (source !== undefined) this.sources.push(source);
  }

  /** The attached source, null where there is none. */
  get first(): SentSource | null {
    const [source] = this.sources;
    return source === undefined ? null : { source: 0, name: source.name, size: source.size };
  }

  get treeNames(): string[] {
    return this.trees.map((tree) => tree.name);
  }

  async answer(ask: Ask, signal?: AbortSignal): Promise<{ value: unknown; transfer: readonly Transferable[] }> {
    if (ask.what === 'list') return { value: await this.trees[ask.tree].list(), transfer: [] };
    if (ask.what === 'open') {
      const opened = await this.trees[ask.tree].open(ask.path);
      const sent: SentSource = { source: this.sources.push(opened) - 1, name: opened.name, size: opened.size };
      return { value: sent, transfer: [] };
    }
    const bytes = await this.sources[ask.source].read(ask.begin, ask.end, signal);
    return { value: bytes, transfer: [bytes.buffer as ArrayBuffer] };
  }
}

/** The worker's side: asks, and rejects with what the asking side met. */
export type AskFiles = (ask: Ask, signal?: AbortSignal) => Promise<unknown>;

export function remoteSource({ source, name, size }: SentSource, ask: AskFiles): ByteSource {
  return { name, size, read: async (begin, end, signal) => (await ask({ what: 'read', source, begin, end }, signal)) as Uint8Array };
}

export function remoteTree(name: string, tree: number, ask: AskFiles): FileTree {
  return {
    name,
    list: async () => (await ask({ what: 'list', tree })) as readonly string[],
    open: async (path) => remoteSource((await ask({ what: 'open', tree, path })) as SentSource, ask),
  };
}
