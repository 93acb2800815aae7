import { type Hazard, hazards } from "../../../src/rooms/rescue/contract/hazards.ts";
import { language } from "../../ui/texts/language.ts";
import { word } from "../../ui/texts/shared-texts.ts";

/** "有人受伤、有烟或着火"; what this page does not know is left out. */
export function hazardsText(which: readonly string[]): string {
  const known = hazards.filter((each) => which.includes(each));
  return known.map((each: Hazard) => word(`hazard.${each}`)).join(language() === "en" ? ", " : "、");
}
