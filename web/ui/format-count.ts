/** "2,000" */
export const formatCount = (count: number): string => count.toLocaleString("en-US");

/** Totals are counted up to 10,000; beyond that the server says 10,001. */
export const formatTotal = (total: number): string => (total > 10_000 ? "10,000+" : formatCount(total));
