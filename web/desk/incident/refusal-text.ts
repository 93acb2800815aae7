import { word } from "../../ui/texts/shared-texts.ts";

const refusals = ["too-far", "busy", "no-tools", "vehicle", "off-duty", "other"] as const;
/** Refusals come as a code, by phone sometimes as free words. */
export function refusalText(refusal: string): string {
  const known = refusals.find((each) => each === refusal);
  return known === undefined ? refusal : word(`refusal.${known}`);
}
