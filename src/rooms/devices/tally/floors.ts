/** Names of floors by small numbers: a city has a few dozen. Whoever invents more than that is told 0, a floor without a name. */
const namesMax = 4_096;

export function newFloors(names: readonly string[] = []): {
  readonly idOf: (name: string) => number;
  readonly nameOf: (id: number) => string;
  readonly names: () => readonly string[];
} {
  const known = [""];
  const ids = new Map([["", 0]]);
  const idOf = (name: string): number => {
    const id = ids.get(name);
    if (id !== undefined) return id;
    if (known.length >= namesMax) return 0;
    ids.set(name, known.length);
    return known.push(name) - 1;
  };
  for (const name of names) idOf(name);
  return { idOf, nameOf: (id) => known[id] ?? "", names: () => known };
}
