import { unitKinds } from "./unit-kind-table.ts";

/** Kinds of organisation that policies give duties to by the name of their office. */
export const publicKinds: readonly string[] = [
  ...new Set([...unitKinds.flatMap(({ kinds }) => kinds), "department-other", "rescue-centre", "supervision"]),
];
