type Region = { readonly code: string; readonly name: string };

/** Regions of the platform that a document's jurisdiction may mean. 全国 is the whole tree; a place that is not there gives nothing. */
export function matchRegion(
  jurisdiction: string | null,
  regions: readonly Region[],
): readonly (Region & { readonly certainty: number })[] {
  if (jurisdiction === null || jurisdiction === "") return [];
  if (jurisdiction === "全国")
    return regions.filter(({ code }) => code === "100000").map((each) => ({ ...each, certainty: 98 }));
  return regions
    .flatMap((region) => {
      const certainty = certaintyOf(bare(region.name), bare(jurisdiction));
      return certainty === 0 ? [] : [{ ...region, certainty }];
    })
    .toSorted((a, b) => b.certainty - a.certainty)
    .slice(0, 5);
}

const bare = (name: string): string => name.replace(/[（(][^）)]*[）)]/g, "");
const stem = (name: string): string => name.replace(/(?:省|市|区|县|自治区)$/, "");

function certaintyOf(region: string, wanted: string): number {
  if (region === wanted) return 95;
  if (wanted.endsWith(region)) return 85;
  return stem(region).length >= 2 && stem(region) === stem(wanted) ? 50 : 0;
}
