import type { Edge, Refused } from "./edge.ts";

const impureKernelNames = ["newId", "systemClock"];

/** model/ is pure: kernel, itself, contracts of lower rooms, and types of its own contract. */
export function modelImport({ at, fact, to }: Edge): Refused | undefined {
  if (at.zone !== "room") return undefined;
  if (to?.zone === "kernel") {
    const impure = fact.values.find((name) => impureKernelNames.includes(name));
    if (impure === undefined) return undefined;
    return { rule: "pure-model", message: `${impure} brings clock and chance into model/: ${handIn}` };
  }
  if (to?.zone === "room" && to.room === at.room) {
    if (to.part === "model" || (to.part === "contract" && fact.typeOnly)) return undefined;
    const hint = to.part === "contract" ? "take types only (import type), parsing belongs to http/" : handIn;
    return { rule: "pure-model", message: `model/ may not import ${fact.specifier}: ${hint}` };
  }
  if (to?.zone === "room" && to.part === "contract") return undefined;
  return { rule: "pure-model", message: `model/ is pure and may not import ${fact.specifier}: ${handIn}` };
}

const handIn = "let the action in actions/ load or make the value and hand it in as an argument";

/** contract.ts goes to the browser: zod, kernel and contracts of lower rooms only. */
export function contractImport({ at, fact, to }: Edge): Refused | undefined {
  const allowed =
    to === undefined
      ? /^zod(\/|$)/.test(fact.specifier)
      : to.zone === "kernel" || (to.zone === "room" && at.zone === "room" && to.part === "contract");
  if (allowed) return undefined;
  return {
    rule: "contract",
    message: `contract.ts may not import ${fact.specifier}, because browsers load it: import only zod, kernel and contracts of lower rooms; define the shape here and let the inner files import it`,
  };
}

/** A route authorises, parses, calls an action or a view, presents. */
export function httpImport({ fact }: Edge): Refused | undefined {
  const database = fact.specifier === "pg" || fact.specifier.startsWith("pg-");
  const kysely = fact.specifier === "kysely" && fact.values.length > 0;
  if (!database && !kysely) return undefined;
  return {
    rule: "http",
    message: `a route holds no SQL, so it may not import ${fact.specifier}: call a command in actions/ or a query in views/ and present what it answers`,
  };
}
