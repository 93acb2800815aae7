/** The door of duties: reading the duties out of a policy document. It stands on top; only tools and benches ask it. */
export { extractDuties } from "./extract/extract-duties.ts";
export {
  type DutyLabels,
  type DutyScore,
  f1,
  type Neutral,
  scoreDuties,
  sumTallies,
} from "./extract/score-duties.ts";
export { readPolicyFile } from "./read/read-policy-file.ts";
export { readRefusals } from "./read/read-refusals.ts";
