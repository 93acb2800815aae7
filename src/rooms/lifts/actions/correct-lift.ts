import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import { gcj02ToWgs84 } from "../../../platform/gcj02.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, requireFresh, scopesOf } from "../../identity/index.ts";
import { type LiftCorrection, registrationSteps } from "../contract/editing.ts";
import { dayParameters, figureWords, type Registration } from "../contract.ts";
import { createPositionWatch, loadMiddles } from "../import/position-watch.ts";
import { correctLift, registrationTrace } from "../model/correct-lift.ts";
import { type Change, changesBetween, type LiftFacts, useRegistrationOf } from "../model/lift-facts.ts";
import { isVisible } from "../views/visible-lifts.ts";
import { asThePlaceSays, correctPlace, mayStandIn, neighboursOf, placeFields } from "./correct-place.ts";
import { lookForGaps } from "./find-gaps.ts";
import { loadFacts, lockRegister } from "./known-lifts.ts";
import { type EditAsk, lockVersion, momentOf, tellDeed } from "./open-file.ts";
import { lockChains } from "./record-traces.ts";
import { writeLifts } from "./write-lifts.ts";

/**
 * Puts fields of a lift's file right by hand. The fields are remembered as corrected: no file overwrites them unseen.
 * What is told of a place (sector, community, power supply point) holds for all lifts that stand there.
 * A position far from the other lifts of the city wants `confirmed`.
 * Refused: LIFTS_POSITION_FAR, LIFTS_LIFT_NOT_FOUND, LIFTS_VERSION_OLD, LIFTS_CODE_TAKEN, LIFTS_REGION_UNKNOWN, LIFTS_REGION_OUTSIDE, LIFTS_TOO_MANY, and
 * what `correctLift` refuses.
 */
export async function correctLiftFile(
  platform: Pick<Platform, "database">,
  ask: EditAsk & { readonly changes: LiftCorrection; readonly confirmed?: boolean },
): Promise<Result<{ version: number; changed: string[] }>> {
  return platform.database.transaction(async (tx) => {
    const open = await openFile(tx, ask);
    if (!open.ok) return open;
    const planned = correctLift(open.value, inWgs84(ask.changes), {
      figureWords,
      dayParameters,
      today: dayInChina(ask.at),
    });
    if (!planned.ok) return planned;
    const { facts: wanted, changes: told } = planned.value;
    const fields = new Set(Object.keys(told));
    const far = ask.confirmed === true || !fields.has("lat") ? undefined : await farFromItsCity(tx, wanted);
    if (far !== undefined) return refuse("LIFTS_POSITION_FAR", { km: far });
    const facts = await asThePlaceSays(tx, open.value, { facts: wanted, told: fields });
    const ready = await isReady(tx, ask, { before: open.value, facts, fields });
    if (!ready.ok) return ready;
    const changes = changesBetween(open.value, facts);
    await writeLifts(tx, [{ outcome: "changed", liftId: ask.liftId, before: open.value, facts, changes }], ask.at);
    await rememberCorrected(tx, ask, namesIn(open.value, facts, [...fields]));
    await correctPlace(tx, ask, { facts, fields, neighbours: ready.value });
    await tellDeed(tx, ask, { kind: "register-changed", doneAt: ask.at, body: { changes, reason: ask.reason } });
    await lookForGaps(tx, [ask.liftId], ask.at);
    return ok({ version: ask.version + 1, changed: [...fields] });
  });
}

/** Kilometres from the middle of the city's lifts, where that is too far to be true. */
async function farFromItsCity(tx: Tx, facts: LiftFacts): Promise<number | undefined> {
  const far = createPositionWatch(await loadMiddles(tx))(facts);
  return far === undefined ? undefined : Number(far.params?.km);
}

type Planned = { readonly before: LiftFacts; readonly facts: LiftFacts; readonly fields: ReadonlySet<string> };

/** Whether the correction may be written; locks the lift and its neighbours, who hear of what is told of their place. */
async function isReady(tx: Tx, ask: EditAsk, { before, facts, fields }: Planned) {
  const place = facts.regionCode === before.regionCode ? ok(null) : await mayStandIn(tx, ask, facts);
  if (!place.ok) return place;
  const neighbours = await neighboursOf(tx, ask.liftId, { facts, told: fields });
  if (!neighbours.ok) return neighbours;
  await lockChains(tx, [ask.liftId, ...neighbours.value.map(({ id }) => id)]);
  const locked = await lockVersion(tx, ask);
  if (!locked.ok) return locked;
  return (await isNumberTaken(tx, ask.liftId, useRegistrationOf(facts))) ? refuse("LIFTS_CODE_TAKEN") : neighbours;
}

/** Whether another lift is known by this use-registration number today. */
async function isNumberTaken(tx: Tx, liftId: LiftId, no: string | null): Promise<boolean> {
  if (no === null) return false;
  const { rows } = await sql`select 1 from lifts.lift
    where use_registration_no = ${no} and lifts.is_use_registration_no(use_registration_no) and id <> ${liftId}`.execute(
    tx,
  );
  return rows.length > 0;
}

/** What is remembered of the lift as corrected: facts by their names, parameters each by its own. Its place remembers its own. */
const namesIn = (before: LiftFacts, after: LiftFacts, fields: readonly string[]): string[] =>
  fields.flatMap((field) =>
    field === "parameters"
      ? Object.keys(after.parameters).filter((name) => after.parameters[name] !== before.parameters[name])
      : placeFields.includes(field)
        ? []
        : [field],
  );

function inWgs84({ coordinates, ...changes }: LiftCorrection): Omit<LiftCorrection, "coordinates"> {
  const { lat, lon } = changes;
  if (coordinates === "wgs84" || typeof lat !== "number" || typeof lon !== "number") return changes;
  return { ...changes, ...gcj02ToWgs84({ lat, lon }) };
}

/** Steps that end a lift's life in the register: who takes one must have proved just now that it is him. */
const graveSteps: readonly Registration[] = ["scrapped", "cancelled"];

/** A step in the lift's life, with its day and paper. Refused besides: LIFTS_STEP_NOT_POSSIBLE, IDENTITY_REAUTHENTICATE. */
export async function moveRegistration(
  platform: Pick<Platform, "database">,
  ask: EditAsk & { readonly to: Registration; readonly on: string; readonly paper: string },
): Promise<Result<{ version: number; changed: string[] }>> {
  const fresh = graveSteps.includes(ask.to) ? requireFresh(ask.principal, ask.at) : ok(null);
  if (!fresh.ok) return fresh;
  return platform.database.transaction(async (tx) => {
    const open = await openFile(tx, ask);
    if (!open.ok) return open;
    const from = open.value.registration ?? "unregistered";
    if (!registrationSteps[from].includes(ask.to)) return refuse("LIFTS_STEP_NOT_POSSIBLE", { from, to: ask.to });
    const locked = await lockVersion(tx, ask);
    if (!locked.ok) return locked;
    const facts: LiftFacts = { ...open.value, registration: ask.to };
    const changes: Record<string, Change> = { registration: { from, to: ask.to } };
    await writeLifts(tx, [{ outcome: "changed", liftId: ask.liftId, before: open.value, facts, changes }], ask.at);
    await rememberCorrected(tx, ask, ["registration"]);
    const body = { changes, paper: ask.paper, reason: ask.reason };
    await tellDeed(tx, ask, { kind: registrationTrace[ask.to], doneAt: momentOf(ask.on, ask.at), body });
    await lookForGaps(tx, [ask.liftId], ask.at);
    return ok({ version: ask.version + 1, changed: ["registration"] });
  });
}

/** The facts of a lift that the person may edit and has read as it is; whoever writes then locks its version. */
async function openFile(tx: Tx, ask: EditAsk): Promise<Result<LiftFacts>> {
  await lockRegister(tx);
  const seen = await isVisible(tx, ask.liftId, scopesOf(ask.principal, "lifts.edit"));
  const facts = seen ? (await loadFacts(tx, [ask.liftId])).get(ask.liftId) : undefined;
  if (facts === undefined) return refuse("LIFTS_LIFT_NOT_FOUND");
  const { rows } = await sql<{ version: number }>`select version from lifts.lift where id = ${ask.liftId}`.execute(tx);
  return rows[0]?.version === ask.version ? ok(facts) : refuse("LIFTS_VERSION_OLD");
}

async function rememberCorrected(tx: Tx, ask: EditAsk, fields: readonly string[]): Promise<void> {
  const by = actorOf(ask.principal).id;
  const marks = Object.fromEntries(fields.map((field) => [field, { by, at: ask.at }]));
  await sql`update lifts.lift set corrected = coalesce(corrected, '{}') || ${json(marks)}::jsonb where id = ${ask.liftId}`.execute(
    tx,
  );
}
