/**
 * Two fields of one name cannot both be asked for by it: the first keeps it, the next is called `name_2`.
 * Remembers the result in `used`.
 */
export function uniqueName(name: string, used: Set<string>, warnings: string[]): string {
  let unique = name;
  for (let n = 2; used.has(unique); n++) unique = `${name}_${n}`;
  used.add(unique);
  if (unique !== name) warnings.push(`two fields are called ${name}; the second is named ${unique} here`);
  return unique;
}
