import { hash, randomBytes } from "node:crypto";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { copyArray, copyOrNull, copyText } from "../../../platform/imports/copy-lines.ts";
import type { RunFacts } from "../../../platform/imports/import-form.ts";
import { type BulkChains, type BulkTrace, chainTraces } from "../model/ledger-chain-bulk.ts";
import { bestCodeOf, identifiersOf, type LiftFacts, liftNoOf, registrationOf } from "../model/lift-facts.ts";
import { firstSign } from "../model/sign-state.ts";
import type { GivenParty } from "./lift-row.ts";

export const liftColumns =
  "id, building_id, register_code, registration_code, device_code, maker_code, serial_number, local_code, rescue_code, " +
  "use_registration_no, kind, lift_no, region_code, access_note, machine_room, key_place, lat, lon, floors, parameters, " +
  "made_on, in_use_since, design_life_years, warranty_until, registration, next_inspection_due, next_testing_due, sign, " +
  "page_token, registered_here_at";

const noParameters = "{}";

/** A line for COPY into lifts.lift. */
export function liftLine(id: LiftId, facts: LiftFacts, made: { building: string; token: string; at: string }): string {
  const f = facts;
  const parameters = Object.keys(f.parameters).length === 0 ? noParameters : copyText(JSON.stringify(f.parameters));
  return `${id}\t${made.building}\t${copyText(bestCodeOf(f))}\t${copyOrNull(f.registrationCode)}\t${copyOrNull(f.deviceCode)}\t${copyOrNull(f.makerCode)}\t${copyOrNull(f.serialNumber)}\t${copyOrNull(f.localCode)}\t${copyOrNull(f.rescueCode)}\t${copyOrNull(f.useRegistrationNo)}\t${f.kind}\t${copyText(liftNoOf(f))}\t${f.regionCode}\t${copyText(f.accessNote)}\t${copyText(f.machineRoom)}\t${copyText(f.keyPlace)}\t${copyOrNull(f.lat)}\t${copyOrNull(f.lon)}\t${copyArray(f.floors)}\t${parameters}\t${copyOrNull(f.madeOn)}\t${copyOrNull(f.inUseSince)}\t${copyOrNull(f.designLifeYears)}\t${copyOrNull(f.warrantyUntil)}\t${registrationOf(f)}\t${copyOrNull(f.nextInspectionDue)}\t${copyOrNull(f.nextTestingDue)}\t${firstSign(f)}\t${made.token}\t${made.at}\n`;
}

/** Tokens of the lifts' pages, drawn in one go. */
export function pageTokens(count: number): string[] {
  const bytes = randomBytes(24 * count);
  return Array.from({ length: count }, (_, i) => bytes.toString("base64url", i * 24, i * 24 + 24));
}

export const partyColumns =
  "lift_id, role, organisation_id, from_date, to_date, duty_phone, paper, safety_officer, safety_officer_phone, " +
  "from_stated, capacity";

export type WrittenParty = {
  readonly role: GivenParty["role"];
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly to: string | null;
};
type ToldParty = Omit<WrittenParty, "from"> & { readonly from?: string | undefined };

/** Since when a party serves where the file does not say: since the lift is in use, else since the import; never after its end. */
export function periodOf(
  party: GivenParty,
  facts: Pick<LiftFacts, "inUseSince">,
  today: string,
): { from: string; to: string | null } {
  const from = party.from ?? facts.inUseSince ?? today;
  return { from: party.to !== null && party.to < from ? party.to : from, to: party.to };
}

/** Whether the file said that the party serves since that day. */
export const isStated = (party: Pick<GivenParty, "from">, from: string): boolean => party.from === from;

/** What a ledger tells of a party that begins: it is signed for good, so a day that nobody stated is left out. */
export const toldOf = <Period extends { readonly from: string }>(
  party: Pick<GivenParty, "from" | "capacity">,
  period: Period,
) => ({
  ...period,
  from: isStated(party, period.from) ? period.from : undefined,
  ...(party.capacity === null ? {} : { capacity: party.capacity }),
});

export function partyLine(id: LiftId, party: GivenParty, written: WrittenParty & { readonly paper: string }): string {
  return `${id}\t${written.role}\t${written.organisationId}\t${written.from}\t${copyOrNull(written.to)}\t${copyOrNull(party.dutyPhone)}\t${copyText(written.paper)}\t${copyText(party.officer)}\t${copyOrNull(party.officerPhone)}\t${isStated(party, written.from) ? "t" : "f"}\t${party.capacity ?? "\\N"}\n`;
}

/** The first entry of a lift's ledger: what the file told, and the file as evidence. */
export function registeredTrace(
  id: LiftId,
  facts: LiftFacts,
  told: {
    readonly run: RunFacts;
    readonly row: number;
    readonly parties: readonly ToldParty[];
    readonly evidence: string;
  },
): BulkTrace {
  const { run, parties, evidence } = told;
  const about = {
    identifiers: identifiersOf(facts),
    kind: facts.kind,
    regionCode: facts.regionCode,
    parties,
    import: run.runId,
    row: told.row,
  };
  const body = `${JSON.stringify(about).slice(0, -1)},"evidence":${evidence}}`;
  const at: Instant = run.at;
  return { liftId: id, room: "lifts", kind: "registered-here", doneAt: at, recordedAt: at, actor: run.actor, body };
}

export const evidenceOf = (run: RunFacts): string =>
  JSON.stringify([{ hash: run.fileHash, name: run.fileName, bytes: run.fileBytes }]);

export const chained = (traces: readonly BulkTrace[], headOf?: Parameters<typeof chainTraces>[2]): BulkChains =>
  chainTraces(traces, (text) => hash("sha256", text, "hex"), headOf);
