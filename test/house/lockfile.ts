interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * What would make `npm ci` refuse a lockfile on another machine, or tie it to one registry: npm leaves out packages for
 * other systems when it cannot find them, and then finds its own lockfile incomplete.
 * @param packages the lockfile's `packages`, by their folder
 */
export function lockProblems(packages: Readonly<Record<string, Locked>>): string[] {
  const problems: string[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      if (!isLocked(packages, path, name)) problems.push(`${path}: ${name} is not locked`);
    }
    if (entry.resolved !== undefined) problems.push(`${path}: names where it came from`);
    if (path !== '' && entry.integrity === undefined) problems.push(`${path}: has no integrity`);
  }
  return problems;
}

/** Node's own search: in the package's folder, then in each above it. */
function isLocked(packages: Readonly<Record<string, Locked>>, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}
