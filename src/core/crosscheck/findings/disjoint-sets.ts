/** Things 0 to n - 1 that are put together pair by pair (union-find, with path halving). The root of a set is its smallest member. */
export class DisjointSets {
  private readonly parent: Uint32Array;

  constructor(count: number) {
    this.parent = Uint32Array.from({ length: count }, (_, i) => i);
  }

  /** The smallest member of the set that `i` is in. */
  root(i: number): number {
    const { parent } = this;
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  }

  join(i: number, j: number): void {
    const a = this.root(i), b = this.root(j);
    if (a !== b) this.parent[Math.max(a, b)] = Math.min(a, b);
  }

  /** Members of each set, rising, the sets by their smallest member. */
  sets(): number[][] {
    const sets = new Map<number, number[]>();
    for (let i = 0; i < this.parent.length; i++) {
      const root = this.root(i), set = sets.get(root);
      if (set === undefined) sets.set(root, [i]);
      else set.push(i);
    }
    return [...sets.values()];
  }
}
