/** Index of the last of `items` (ordered by start) that starts at or before a place; -1 for none. Books of laws have thousands of items. */
export function lastAtOrBefore(items: readonly { readonly start: number }[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
