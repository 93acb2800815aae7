import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Refusal } from "../../../kernel/result.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import { HashTable } from "../../../platform/imports/hash-table.ts";
import { hashText } from "../../../platform/imports/hash64.ts";
import type { Covers } from "../../../platform/imports/import-contract.ts";
import type {
  AheadBatch,
  FormSession,
  ImportFormWork,
  ReadRow,
  RowOutcome,
  RowProblem,
  RunFacts,
} from "../../../platform/imports/import-form.ts";
import { tidyWord } from "../../../platform/imports/tidy-text.ts";
import { loadCorrected, loadKnownLifts } from "../actions/known-lifts.ts";
import { lookForGapsSoon } from "../actions/nightly-gaps.ts";
import { latestDays } from "../model/far-days.ts";
import { identifiersOf, type LiftFacts } from "../model/lift-facts.ts";
import { codesOf, type KnownLifts, planLift } from "../model/plan-lift.ts";
import type { CodePattern } from "../model/rescue-code-pattern.ts";
import { loadCodePatterns } from "../views/rescue-code-patterns.ts";
import { createCodeWatch } from "./code-watch.ts";
import { createCompoundWatch } from "./compound-watch.ts";
import { beginNewLines, copyLifts, createLifts, drawLines, type WriteParts, writeGround } from "./create-lifts.ts";
import { DrawnPlaces } from "./drawn-places.ts";
import type { Owners } from "./field-owners.ts";
import type { LiftRow } from "./lift-row.ts";
import { mayWriteIn } from "./may-write-in.ts";
import { OrganisationBook } from "./organisation-book.ts";
import { parametersOfField } from "./parameter-fields.ts";
import { PlaceBook } from "./place-book.ts";
import { createPositionWatch, loadMiddles } from "./position-watch.ts";
import { readCapacity } from "./read-capacity.ts";
import { readKind, readRegistration, readSector, readSign } from "./read-kind.ts";
import { type LiftReading, readLiftRow } from "./read-lift-row.ts";
import { createRegionBook } from "./region-book.ts";
import { keysOfLift, rowKeyOf } from "./row-key.ts";
import {
  isRegisterEmpty,
  listMissing,
  loadRowMemory,
  memoryLines,
  noMoreMissing,
  type Remembered,
  type RowMemory,
  remember,
  rememberNew,
} from "./row-memory.ts";
import { undoPart } from "./undo-lifts.ts";
import { foreseeKnownLifts, type KnownRow, weighKnown, writeKnownLifts } from "./write-known-lifts.ts";

/** Changed lifts are locked while they are written: so few that nobody's rescue waits. */
const changedMax = 500;
/** Rows that are looked up at once in a register in use. */
const lookedUpMax = 5_000;

/** Reads and writes lifts in the worker thread of an import. */
export const importFormWork: ImportFormWork<LiftRow> = {
  understands: (field, word) => {
    const text = tidyWord(word);
    if (field === "kind") return readKind(text)?.kind ?? null;
    if (field === "sector") return readSector(text) ?? null;
    if (field === "use_unit_capacity") return readCapacity(text) ?? null;
    if (field === "sign_state") return readSign(text) ?? null;
    return field === "registration" ? (readRegistration(text) ?? null) : null;
  },
  open: async (connection, run) => {
    const { db } = connection;
    const regions = await sql<{ code: string; name: string; parent: string | null }>`
      select code, name, parent from identity.v_region`.execute(db);
    const organisations = new OrganisationBook();
    await organisations.load(db);
    const reading: LiftReading = {
      ...run.reading,
      sourceName: run.sourceName,
      regions: createRegionBook(regions.rows),
      latest: latestDays(dayInChina(run.at)),
    };
    return new LiftSession({
      parts: { connection, run, books: { places: new PlaceBook(), organisations }, today: dayInChina(run.at) },
      reading,
      memory: run.act === "undo" ? undefined : await loadRowMemory(connection, run.sourceNo),
      fresh: !run.looksFirst && (await isRegisterEmpty(db)),
      middles: run.act === "undo" ? new Map() : await loadMiddles(db),
      patterns: await loadCodePatterns(db),
    });
  },
};

type Given = {
  readonly parts: WriteParts;
  readonly reading: LiftReading;
  readonly memory: RowMemory | undefined;
  /** No lift and no place at all: rows are new without a look. */
  readonly fresh: boolean;
  /** Where the lifts of each city are. */
  readonly middles: ReadonlyMap<string, Position>;
  readonly patterns: readonly CodePattern[];
};
type Planned = {
  readonly read: ReadRow<LiftRow>;
  readonly known: KnownRow | "created" | { readonly problems: readonly RowProblem[] };
};

const notYours = { field: "region", code: "REGION_NOT_YOURS" };

class LiftSession implements FormSession<LiftRow> {
  readonly #parts: WriteParts;
  readonly #reading: LiftReading;
  readonly #owners: Owners;
  readonly #rekeyed = new Set<LiftId>();
  /** Lifts that earlier batches of the file were about. */
  readonly #taken = new HashTable();
  readonly #compoundWatch = createCompoundWatch();
  readonly #positionWatch: ReturnType<typeof createPositionWatch>;
  readonly #codeWatch: ReturnType<typeof createCodeWatch>;
  #written: readonly Planned[] = [];
  readonly memory: RowMemory | undefined;
  readonly #fresh: boolean;
  /** Whether anything was, or may have been, written: by an earlier start of the run too. */
  #wrote: boolean;

  constructor({ parts, reading, memory, fresh, middles, patterns }: Given) {
    this.#parts = parts;
    this.#reading = reading;
    this.memory = memory;
    this.#fresh = fresh;
    this.#wrote = parts.run.resumed;
    this.#positionWatch = createPositionWatch(middles);
    this.#codeWatch = createCodeWatch(patterns, parts.today);
    const { ownedFields, foreignFields } = parts.run;
    this.#owners = {
      owned: new Set(ownedFields.flatMap(parametersOfField)),
      foreign: new Set(foreignFields.flatMap(parametersOfField)),
    };
  }

  get #run(): RunFacts {
    return this.#parts.run;
  }

  keyOf(cells: readonly string[]): string {
    return rowKeyOf(cells);
  }

  read(cells: readonly string[]) {
    const reading = readLiftRow(cells, this.#reading);
    if (!reading.ok) return reading;
    const { facts } = reading.row;
    if (!mayWriteIn(this.#run, facts.regionCode)) return { ok: false as const, problems: [notYours] };
    const odd = [this.#compoundWatch(facts), this.#positionWatch(facts), this.#codeWatch(facts)].filter(
      (each) => each !== undefined,
    );
    if (odd.length === 0) return reading;
    return { ...reading, remarks: [...(reading.remarks ?? []), ...odd] };
  }

  namesOf({ facts }: LiftRow): string[] {
    return codesOf(identifiersOf(facts));
  }

  async foresee(db: Db, rows: readonly ReadRow<LiftRow>[]): Promise<RowOutcome[]> {
    if (this.#fresh) return rows.map(() => "created");
    const planned = await this.#plan(db as Tx, rows);
    const found = await foreseeKnownLifts(db, { ...this.#parts, owners: this.#owners }, touchedOf(planned));
    this.#done(planned);
    return planned.map((each) => outcomeOf(each, found));
  }

  /** Rows of an empty register are new as far as anybody knows: nothing is looked up. */
  get beginAhead(): (() => AheadBatch<LiftRow>) | undefined {
    if (!this.#fresh) return undefined;
    const drawn = new DrawnPlaces();
    return () => {
      const lines = beginNewLines();
      return {
        add: async (rows) => {
          this.#wrote = true;
          const remembered = await drawLines(this.#parts, { rows, lines, drawn });
          lines.memory.add(memoryLines(this.#run.sourceNo, remembered));
        },
        stand: (tx, client) => writeGround(tx, client, lines),
        write: async (client) => {
          await copyLifts(client, lines);
          await rememberNew(client, lines.memory.pieces());
        },
        done: () => {
          const { places, organisations: _, ...own } = lines;
          for (const each of [places.sites, places.buildings, ...Object.values(own)]) each.free();
        },
      };
    };
  }

  async write(tx: Tx, rows: readonly ReadRow<LiftRow>[]): Promise<RowOutcome[]> {
    const planned = withFewChanges(await this.#plan(tx, rows.slice(0, lookedUpMax)));
    const created = planned.flatMap(({ read, known }) => (known === "created" ? [read] : []));
    const known = planned.flatMap(({ known: each }) => (each === "created" || "problems" in each ? [] : [each]));
    if (created.length > 0 || known.length > 0) this.#wrote = true;
    const remembered = await createLifts(tx, this.#parts, created);
    const found = await writeKnownLifts(tx, { ...this.#parts, owners: this.#owners }, touchedOf(planned));
    await this.#remember(tx, remembered, known);
    this.#written = planned;
    return planned.map((each) => outcomeOf(each, found));
  }

  /** From now on another row of the file cannot be about these lifts. */
  #done(planned: readonly Planned[]): void {
    for (const { known } of planned)
      if (known !== "created" && "liftId" in known) this.#taken.set(hashText(known.liftId), 1);
  }

  async #remember(tx: Tx, created: readonly Remembered[], known: readonly KnownRow[]): Promise<void> {
    const rows = known.map(({ read, liftId }) => ({ key: read.key, hash: read.hash, liftId, createdRun: null }));
    for (const { key, liftId } of rows) if (this.memory?.has(key) !== true) this.#rekeyed.add(liftId);
    await remember(tx, this.#run.sourceNo, [...created, ...rows]);
  }

  async #plan(tx: Tx, rows: readonly ReadRow<LiftRow>[]): Promise<Planned[]> {
    const known = await loadKnownLifts(tx, {
      codes: rows.flatMap(({ row }) => identifiersOf(row.facts).map(({ code }) => code)),
      regions: rows.map(({ row }) => row.facts.regionCode),
    });
    const corrected = await loadCorrected(tx, [...known.facts.keys()]);
    const taken = new Set<LiftId>();
    return rows.map((read): Planned => ({ read, known: this.#planRow(read, known, { corrected, taken }) }));
  }

  #planRow(
    read: ReadRow<LiftRow>,
    known: KnownLifts,
    { corrected, taken }: { readonly corrected: ReadonlyMap<LiftId, ReadonlySet<string>>; readonly taken: Set<LiftId> },
  ): Planned["known"] {
    const plan = planLift(read.row.facts, known);
    if (!plan.ok) return { problems: [problemOf(plan.refusal)] };
    const planned = plan.value;
    if (planned.outcome === "created") return "created";
    // A lift that stands elsewhere is not moved in by its code.
    const before = planned.outcome === "changed" ? planned.before : planned.facts;
    if (!mayWriteIn(this.#run, before.regionCode)) return { problems: [notYours] };
    // Two rows with different codes of one lift would write over each other.
    if (taken.has(planned.liftId) || this.#taken.get(hashText(planned.liftId)) !== 0 || this.#cameBefore(read, before))
      return { problems: [{ field: null, code: "CODE_TAKEN" }] };
    taken.add(planned.liftId);
    const own = corrected.get(planned.liftId) ?? new Set<string>();
    const weighed = weighKnown(read, planned, { ...this.#owners, corrected: own });
    const odd = this.#newOddCode(weighed);
    return odd === undefined ? weighed : { problems: [odd] };
  }

  /** A code that exists is kept, whatever it looks like; another one in its place is a new one. */
  #newOddCode({ before, after }: KnownRow): RowProblem | undefined {
    const held = before.rescueCode;
    if (held === null || held === after.rescueCode) return undefined;
    const odd = this.#codeWatch(after);
    return odd && { ...odd, code: "RESCUE_CODE_NOT_GIVEN", params: { ...odd.params, held } };
  }

  /** Whether the lift of a row that is new to the source came in this file by another of its codes: unchanged rows are not planned. */
  #cameBefore({ key }: ReadRow<LiftRow>, lift: LiftFacts): boolean {
    const { memory } = this;
    if (memory === undefined || memory.size === 0 || memory.has(key)) return false;
    return keysOfLift(lift, this.#run.sourceName).some((other) => memory.took(hashText(other)));
  }

  settled(committed: boolean): void {
    this.#parts.books.places.settled(committed);
    this.#parts.books.organisations.settled(committed);
    if (committed) this.#done(this.#written);
    this.#written = [];
  }

  async finish(tx: Tx, { covers, at }: { covers: Covers; at: Instant }): Promise<Record<string, number>> {
    const { sourceNo, sourceId, runId } = this.#run;
    const told = { sourceNo, sourceId, runId, at: new Date(at), rekeyed: this.#rekeyed };
    const look = covers === "whole" ? listMissing : noMoreMissing;
    const missing = this.memory === undefined ? 0 : await look(tx, this.memory, told);
    // The same file once more opens no gap: nobody's machine is taken for looking.
    if (this.#wrote) await lookForGapsSoon(tx, at);
    await sql`select pg_notify('lifts_register', 'now')`.execute(tx);
    return { missing, organisationsMade: this.#parts.books.organisations.made().count };
  }

  undo(tx: Tx) {
    return undoPart(tx, this.#parts);
  }

  notes(covers: Covers) {
    const { count, examples } = this.#parts.books.organisations.made();
    const made = count === 0 ? [] : [{ code: "ORGANISATIONS_MADE", params: { count }, examples }];
    const gone = covers === "whole" ? (this.memory?.unseen().length ?? 0) : 0;
    return gone === 0 ? made : [{ code: "ROWS_NOT_IN_FILE", params: { count: gone } }, ...made];
  }
}

function problemOf({ code, params: { column, ...params } = {} }: Refusal): RowProblem {
  const ofAnother = params.heldCode !== undefined;
  return {
    field: column === undefined ? null : String(column),
    code: ofAnother ? "CODE_OF_ANOTHER" : code.replace(/^LIFTS_/, ""),
    params,
  };
}

const needsWriting = ({ changes, differences, read }: KnownRow): boolean =>
  Object.keys(changes).length > 0 || differences.length > 0 || read.row.parties.length > 0;

const touchedOf = (planned: readonly Planned[]): KnownRow[] =>
  planned.flatMap(({ known }) => (known !== "created" && "liftId" in known && needsWriting(known) ? [known] : []));

type Found = { readonly changed: ReadonlySet<LiftId>; readonly differing: ReadonlySet<LiftId> };

function outcomeOf({ known }: Planned, { changed, differing }: Found): RowOutcome {
  if (known === "created" || "problems" in known) return known;
  if (changed.has(known.liftId)) return "changed";
  return differing.has(known.liftId) ? "differs" : "unchanged";
}

/** As many rows as hold no more changed lifts than one transaction may lock. */
function withFewChanges(planned: readonly Planned[]): readonly Planned[] {
  let touched = 0;
  for (const [i, { known }] of planned.entries()) {
    if (known === "created" || "problems" in known || !needsWriting(known)) continue;
    touched += 1;
    if (touched > changedMax) return planned.slice(0, i);
  }
  return planned;
}
