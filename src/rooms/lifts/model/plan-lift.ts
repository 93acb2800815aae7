import type { LiftId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import {
  type Change,
  changesBetween,
  type Identifier,
  type IdentifierKind,
  identifiersOf,
  type LiftFacts,
  liftNoOf,
  mergeFacts,
  placeOf,
} from "./lift-facts.ts";
import { signTaken } from "./sign-state.ts";

/** What the register holds about the codes of some rows. `owners` by `kind:code`, codes in force before replaced ones. */
export type KnownLifts = {
  readonly owners: ReadonlyMap<string, LiftId>;
  readonly facts: ReadonlyMap<LiftId, LiftFacts>;
  readonly regions: ReadonlySet<string>;
};

export type PlannedLift =
  | { readonly outcome: "created"; readonly facts: LiftFacts }
  | { readonly outcome: "unchanged"; readonly liftId: LiftId; readonly facts: LiftFacts }
  | {
      readonly outcome: "changed";
      readonly liftId: LiftId;
      readonly before: LiftFacts;
      readonly facts: LiftFacts;
      readonly changes: Readonly<Record<string, Change>>;
    };

export const codesOf = (identifiers: readonly Identifier[]): string[] =>
  identifiers.map(({ kind, code }) => `${kind}:${code}`);

/**
 * Which lift a row is about and what it changes. A rescue code alone never names the lift: signs are moved.
 * Refused: LIFTS_CODES_DISAGREE, LIFTS_RESCUE_CODE_TAKEN, LIFTS_REGION_UNKNOWN.
 */
export function planLift(given: LiftFacts, known: KnownLifts): Result<PlannedLift> {
  if (!known.regions.has(given.regionCode)) return refuse("LIFTS_REGION_UNKNOWN", { column: "region" });
  const identifiers = identifiersOf(given);
  const ownersOf = (list: readonly Identifier[]) =>
    new Set(codesOf(list).flatMap((code) => known.owners.get(code) ?? []));
  const naming = identifiers.filter(({ kind }) => kind !== "rescue");
  const [liftId, ...others] = ownersOf(naming);
  if (others.length > 0) return refuse("LIFTS_CODES_DISAGREE", twoLifts(naming, known));
  const [signOf] = ownersOf(identifiers.filter(({ kind }) => kind === "rescue"));
  if (signOf !== undefined && signOf !== liftId) return refuse("LIFTS_RESCUE_CODE_TAKEN", { column: "rescue_code" });
  const before = liftId === undefined ? undefined : known.facts.get(liftId);
  if (liftId === undefined || before === undefined)
    return ok({ outcome: "created", facts: { ...given, liftNo: liftNoOf(given) } });
  if (!sameByBestCode(before, given)) return refuse("LIFTS_CODES_DISAGREE", anotherCode(naming, before, known));
  const facts = mergeFacts(before, given);
  const changes = changesBetween(before, facts);
  if (Object.keys(changes).length === 0) return ok({ outcome: "unchanged", liftId, facts });
  return ok({ outcome: "changed", liftId, before, facts, changes });
}

type Named = Readonly<Record<string, string>>;

/** The column of a register in which a code of this kind stands. */
const columnOfKind: Readonly<Record<IdentifierKind, string>> = {
  register: "register_code",
  device: "device_code",
  "maker-serial": "serial_number",
  "use-registration": "use_registration_no",
  local: "local_code",
  rescue: "rescue_code",
};

/** Two codes of the row that belong to different lifts, and where those lifts are; told of the lesser code, which is the more often wrong. */
function twoLifts(naming: readonly Identifier[], { owners, facts }: KnownLifts): Named {
  const [first, ...rest] = naming.flatMap((each) => {
    const liftId = owners.get(`${each.kind}:${each.code}`);
    return liftId === undefined ? [] : [{ ...each, liftId }];
  });
  const second = rest.find(({ liftId }) => liftId !== first?.liftId);
  if (first === undefined || second === undefined) return { column: columnOfKind.register };
  const placeAt = (liftId: LiftId): string => {
    const held = facts.get(liftId);
    return held === undefined ? "" : placeOf(held);
  };
  return {
    column: columnOfKind[second.kind],
    code: first.code,
    place: placeAt(first.liftId),
    otherCode: second.code,
    otherPlace: placeAt(second.liftId),
  };
}

/** The code of the row that names a lift and its column, where that is, and the better code under which it stands in the register. */
function anotherCode(naming: readonly Identifier[], before: LiftFacts, { owners }: KnownLifts): Named {
  const by = naming.find(({ kind, code }) => owners.has(`${kind}:${code}`));
  const best = naming.find(({ kind }) => identifiersOf(before).some((each) => each.kind === kind));
  const held = identifiersOf(before).find(({ kind }) => kind === best?.kind);
  const column = columnOfKind[by?.kind ?? "register"];
  return { column, code: by?.code ?? "", place: placeOf(before), heldCode: held?.code ?? "", given: best?.code ?? "" };
}

/**
 * A serial number copied into the wrong row must not give a lift another's 注册代码: the best kind of code that both know
 * decides, and only codes of lesser kinds may be corrected. A use-registration number changes with the use unit (变更登记): where
 * it differs, the number of the same register still says that it is the same lift.
 */
function sameByBestCode(before: LiftFacts, given: LiftFacts): boolean {
  const known = new Map(identifiersOf(before).map(({ kind, code }) => [kind, code]));
  const [best, next] = identifiersOf(given).filter(({ kind }) => kind !== "rescue" && known.has(kind));
  const agrees = ({ kind, code }: Identifier): boolean => known.get(kind) === code;
  if (best === undefined || agrees(best)) return true;
  return best.kind === "use-registration" && next !== undefined && agrees(next);
}

/** What a person has put right of the lift stays, whatever the row says. */
export function keepCorrected(planned: PlannedLift, corrected: ReadonlyMap<LiftId, ReadonlySet<string>>): PlannedLift {
  const names = planned.outcome === "changed" ? corrected.get(planned.liftId) : undefined;
  if (planned.outcome !== "changed" || names === undefined) return planned;
  const { liftId, before } = planned;
  const held = Object.entries(before).filter(([name]) => names.has(name));
  const kept: LiftFacts = { ...planned.facts, ...Object.fromEntries(held) };
  const facts: LiftFacts = { ...kept, sign: signTaken(before, planned.facts, kept.rescueCode) };
  const changes = changesBetween(before, facts);
  if (Object.keys(changes).length === 0) return { outcome: "unchanged", liftId, facts };
  return { outcome: "changed", liftId, before, facts, changes };
}
