// Runs before anything else, also on a Node that is far too old: no newer syntax, no imports.

/** The oldest Node that the tools this project builds with support. */
const needed = [20, 19];

/**
 * @param {string} version as in process.versions.node
 * @returns {string | null} one line for the user when that Node is too old, else null
 */
export function nodeProblem(version) {
  const parts = version.split('.').map(Number);
  if (parts[0] > needed[0] || (parts[0] === needed[0] && parts[1] >= needed[1])) return null;
  return 'Pointweld needs Node ' + needed.join('.') + ' or newer; this is Node ' + version + ' (https://nodejs.org has a newer one)';
}

/** Ends the process with one line when its Node is too old. */
export function requireNode() {
  const problem = nodeProblem(process.versions.node);
  if (problem === null) return;
  console.error(problem);
  process.exit(1);
}
