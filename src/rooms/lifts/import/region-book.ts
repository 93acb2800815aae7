import { comparable } from "../../../platform/imports/tidy-text.ts";

type Region = { readonly code: string; readonly name: string; readonly parent: string | null };

/** Regions by code and by name, with or without the names of those above: `西湖区`, `杭州市西湖区`, `浙江省杭州市西湖区`. */
export type RegionBook = {
  readonly has: (code: string) => boolean;
  /** Undefined when no region, or more than one, has this name. */
  readonly byName: (name: string) => string | undefined;
  /** The region that a 注册代码 was given in, where it is here; else the one above it that is. */
  readonly nearest: (code: string) => string | undefined;
};

export function createRegionBook(regions: readonly Region[]): RegionBook {
  const codes = new Map(regions.map((region) => [region.code, region]));
  const names = new Map<string, string | null>();
  const note = (name: string, code: string): void => {
    const key = comparable(name);
    const before = names.get(key);
    names.set(key, before === undefined || before === code ? code : null);
  };
  for (const region of regions) for (const name of namesOf(region, codes)) note(name, region.code);
  return {
    has: (code) => codes.has(code),
    byName: (name) => names.get(comparable(name)) ?? undefined,
    nearest: (code) => [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`].find((each) => codes.has(each)),
  };
}

function namesOf(region: Region, codes: ReadonlyMap<string, Region>): string[] {
  const found = [region.name];
  let name = region.name;
  let above = region.parent === null ? undefined : codes.get(region.parent);
  for (let steps = 0; above !== undefined && above.parent !== null && steps < 6; steps += 1) {
    name = `${above.name}${name}`;
    found.push(name);
    above = codes.get(above.parent);
  }
  return found;
}
