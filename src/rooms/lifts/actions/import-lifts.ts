import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { batchesOf, createTally, type FormRow, readCsvForm, type Tally } from "../../../platform/files/csv-form.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { ImportReport } from "../../identity/contract.ts";
import { actorOf, covers, type ImportAsk, recordImportBatch, scopesOf } from "../../identity/index.ts";
import { type LiftKind, liftKinds, liftSectors, registrations, toldSigns } from "../contract.ts";
import { createCodeWatch } from "../import/code-watch.ts";
import { type BoundedDay, farDay } from "../model/far-days.ts";
import { identifiersOf, type LiftFacts } from "../model/lift-facts.ts";
import { codesOf, type KnownLifts, keepCorrected, type PlannedLift, planLift } from "../model/plan-lift.ts";
import { readLiftForm } from "../model/read-lift-form.ts";
import { loadCodePatterns } from "../views/rescue-code-patterns.ts";
import { loadCorrected, loadKnownLifts, lockRegister } from "./known-lifts.ts";
import { lookForGapsSoon } from "./nightly-gaps.ts";
import { recordTraces, type Trace } from "./record-traces.ts";
import { writeLifts } from "./write-lifts.ts";

const word = z.string().max(80);
const form = z.object({
  register_code: word.optional(),
  device_code: word.optional(),
  maker_code: word.optional(),
  serial_number: word.optional(),
  rescue_code: z
    .string()
    .regex(/^[A-Za-z0-9-]{4,20}$/, "救援识别码应为 4 至 20 位字母或数字 (4 to 20 letters or digits)")
    .optional(),
  sign_state: z.enum(toldSigns).optional(),
  local_code: word.optional(),
  use_registration_no: word.optional(),
  kind: z.enum(liftKinds),
  compound: word.optional(),
  building: word.optional(),
  unit: word.optional(),
  lift_no: word.optional(),
  address: z.string().max(200),
  region: z.string().regex(/^\d{6,12}$/),
  sector: z.enum(liftSectors).optional(),
  community: word.optional(),
  power_supply_point: word.optional(),
  access_note: z.string().max(200).optional(),
  machine_room: word.optional(),
  key_place: z.string().max(200).optional(),
  made_on: z.iso.date().optional(),
  in_use_since: z.iso.date().optional(),
  design_life_years: z.coerce.number().int().min(1).max(100).optional(),
  warranty_until: z.iso.date().optional(),
  registration: z.enum(registrations).optional(),
  next_inspection_due: z.iso.date().optional(),
  next_testing_due: z.iso.date().optional(),
  lat: z.coerce.number().min(-90).max(90).optional(),
  lon: z.coerce.number().min(-180).max(180).optional(),
  floors: z.string().max(800).optional(),
});

/** A batch is one transaction of well under a second. */
const rowsPerTransaction = 250;

const texts: Readonly<Record<string, string>> = {
  LIFTS_CODE_WRONG: "代码格式不对 (not the shape of this code)",
  LIFTS_CODE_MISSING: "注册代码、设备代码、制造单位代码加出厂编号、使用登记证编号至少填一项 (no code at all)",
  LIFTS_DAY_TOO_FAR: "日期远在将来，疑为笔误 (this day lies too far ahead, most likely a slip)",
  LIFTS_POSITION_HALF: "经纬度应同时填写 (latitude and longitude go together)",
  LIFTS_CODE_TWICE: "同一代码在文件中出现两次 (this code stands twice in the file)",
  LIFTS_CODES_DISAGREE: "本行的代码属于不同的电梯 (the codes of this row belong to different lifts)",
  LIFTS_RESCUE_CODE_TAKEN: "救援识别码已属于另一台电梯 (another lift has this rescue code)",
  LIFTS_RESCUE_CODE_ODD:
    "识别码不合本市规则，新的只从给定的号段里取 (does not fit the city's pattern: new codes come from a range given to us)",
  LIFTS_REGION_UNKNOWN: "没有这个行政区划 (unknown region)",
  LIFTS_REGION_OUTSIDE: "不在您的管辖区域内 (outside your region)",
};

/**
 * Lifts in our CSV form. Known again by any of their codes; empty cells leave what is known, and so does what a person
 * has put right. Repeating it changes nothing.
 * An officer of a region brings in, changes and moves lifts inside it only.
 */
export async function importLifts(
  platform: Pick<Platform, "database" | "clock">,
  ask: ImportAsk,
): Promise<Result<ImportReport>> {
  const read = readCsvForm(ask.csv, form);
  if (!read.ok) return read;
  const tally = createTally(read.value);
  const rows = factsOf(read.value.rows, tally, dayInChina(platform.clock.now()));
  const scopes = scopesOf(ask.principal, "lifts.import");
  for (const batch of batchesOf(rows, rowsPerTransaction)) {
    const at = platform.clock.now();
    // Counted after the commit: a batch that fails has not been imported.
    const planned = await platform.database.bulk.transaction().execute(async (tx) => {
      const plan = planBatch(batch, await loadBatch(tx, batch, dayInChina(at)), scopes);
      await carryOut(tx, plan, ask, at);
      await recordImportBatch(tx, { ask, act: "lifts.lifts-imported", batch, at });
      await lookForGapsSoon(tx, at);
      return plan;
    });
    for (const { row, result } of planned)
      if (result.ok) tally.count(result.value.outcome);
      else tally.refuse(refusedCell(row, result.refusal));
  }
  return ok(tally.report());
}

const refusedCell = (row: number, refusal: { code: string; params?: Readonly<Record<string, string | number>> }) => ({
  row,
  column: refusal.params?.column === undefined ? null : String(refusal.params.column),
  code: refusal.code,
  text: texts[refusal.code] ?? refusal.code,
});

/** Rows whose cells make sense by themselves, each code once in the file. */
function factsOf(rows: readonly FormRow<z.output<typeof form>>[], tally: Tally, today: string): FormRow<LiftFacts>[] {
  const seen = new Set<string>();
  return rows.flatMap(({ row, value }) => {
    const facts = readLiftForm({ ...value, kind: value.kind as LiftKind });
    if (!facts.ok) {
      tally.refuse(refusedCell(row, facts.refusal));
      return [];
    }
    const far = farDay(facts.value, today);
    if (far !== undefined) {
      tally.refuse(refusedCell(row, { code: "LIFTS_DAY_TOO_FAR", params: { column: columnOfDay[far] } }));
      return [];
    }
    const codes = codesOf(identifiersOf(facts.value));
    if (codes.some((code) => seen.has(code))) {
      tally.refuse(refusedCell(row, { code: "LIFTS_CODE_TWICE" }));
      return [];
    }
    for (const code of codes) seen.add(code);
    return [{ row, value: facts.value }];
  });
}

const columnOfDay: Readonly<Record<BoundedDay, string>> = {
  madeOn: "made_on",
  inUseSince: "in_use_since",
  partyFrom: "from",
  nextInspectionDue: "next_inspection_due",
  nextTestingDue: "next_testing_due",
  warrantyUntil: "warranty_until",
};

type Known = KnownLifts & {
  readonly corrected: ReadonlyMap<LiftId, ReadonlySet<string>>;
  readonly codeWatch: ReturnType<typeof createCodeWatch>;
};

async function loadBatch(tx: Tx, batch: readonly FormRow<LiftFacts>[], today: string): Promise<Known> {
  await lockRegister(tx);
  const known = await loadKnownLifts(tx, {
    codes: batch.flatMap(({ value }) => identifiersOf(value).map(({ code }) => code)),
    regions: batch.map(({ value }) => value.regionCode),
  });
  const codeWatch = createCodeWatch(await loadCodePatterns(tx), today);
  return { ...known, codeWatch, corrected: await loadCorrected(tx, [...known.facts.keys()]) };
}

type Planned = { readonly row: number; readonly result: Result<PlannedLift> };

const planBatch = (batch: readonly FormRow<LiftFacts>[], known: Known, scopes: readonly Scope[]): Planned[] =>
  batch.map(({ row, value }) => ({ row, result: planWithin(value, known, scopes) }));

/** Where the lift is put and, when it is known, where it stands now: both must be the importer's. */
function planWithin(given: LiftFacts, known: Known, scopes: readonly Scope[]): Result<PlannedLift> {
  const planned = planLift(given, known);
  if (!planned.ok) return planned;
  const value = keepCorrected(planned.value, known.corrected);
  // A code that exists is kept, whatever it looks like; another one in its place is a new one.
  const held = value.outcome === "changed" ? value.before.rescueCode : null;
  if (held !== null && held !== value.facts.rescueCode && known.codeWatch(value.facts) !== undefined)
    return refuse("LIFTS_RESCUE_CODE_ODD", { column: "rescue_code" });
  const regions = [value.facts.regionCode, ...(value.outcome === "changed" ? [value.before.regionCode] : [])];
  return regions.every((regionCode) => covers(scopes, { regionCode }))
    ? ok(value)
    : refuse("LIFTS_REGION_OUTSIDE", { column: "region" });
}

async function carryOut(tx: Tx, plan: readonly Planned[], ask: ImportAsk, at: Instant): Promise<void> {
  const lifts = plan.flatMap(({ result }) => (result.ok && result.value.outcome !== "unchanged" ? [result.value] : []));
  const written = await writeLifts(tx, lifts, at);
  const actor = actorOf(ask.principal);
  const traces = written.map(({ liftId, lift }): Trace => {
    const body =
      lift.outcome === "created"
        ? { identifiers: identifiersOf(lift.facts), kind: lift.facts.kind, regionCode: lift.facts.regionCode }
        : { changes: lift.changes };
    const kind = lift.outcome === "created" ? "registered-here" : "register-changed";
    return { liftId, room: "lifts", kind, doneAt: at, recordedAt: at, actor, body };
  });
  await recordTraces(tx, traces);
}
