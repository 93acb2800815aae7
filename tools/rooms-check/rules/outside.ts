import { isTest } from "../place.ts";
import type { Edge, Refused } from "./edge.ts";

/** What the browser pages and the simulation may take from the house. Tests of theirs are free. */
export function intoSrc(edge: Edge): Refused | undefined {
  if (isTest(edge.from.path) || edge.to === undefined || edge.to.zone === "elsewhere") return undefined;
  return edge.at.zone === "web" ? fromWeb(edge) : fromSim(edge);
}

function fromWeb({ at, fact, to }: Edge): Refused | undefined {
  if (at.zone !== "web" || to === undefined || to.zone === "web" || at.part === "") return undefined;
  // Shapes of the machinery's own HTTP: types only, as nothing of the platform runs in a browser.
  const machinery = to.zone === "platform" && fact.typeOnly && fact.target?.endsWith("-contract.ts") === true;
  const contract = to.zone === "kernel" || (to.zone === "room" && to.part === "contract") || machinery;
  if (!contract) {
    return {
      rule: "outside",
      message: `web/${at.part} may not import ${fact.specifier}: take shapes from src/rooms/<room>/contract.ts or src/kernel, and data over HTTP`,
    };
  }
  if (at.part !== "public" || fact.typeOnly) return undefined;
  return {
    rule: "outside",
    message: `web/public takes types only, so that the page stays small: write import type { … } from "${fact.specifier}"`,
  };
}

function fromSim({ fact, to }: Edge): Refused | undefined {
  if (to === undefined || to.zone === "sim" || to.zone === "kernel" || to.zone === "tools") return undefined;
  if (to.zone === "room" && (to.part === "model" || to.part === "contract")) return undefined;
  return {
    rule: "outside",
    message: `sim/ may not import ${fact.specifier}: use a room's model/, contract.ts or the kernel; everything else comes in like from outside, by MQTT, HTTP or the sp command`,
  };
}
