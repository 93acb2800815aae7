import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { assert } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import { sectorNames } from "../../lifts/contract.ts";
import type { Bulletin, BulletinTable } from "../contract/bulletin.ts";
import { bulletinWords } from "../contract/bulletin-words.ts";
import { causes } from "../contract/causes.ts";
import type { BulletinCase } from "../model/bulletin-cases.ts";
import { coverFigures, coverTable } from "../model/bulletin-cover.ts";
import { bulletinFigures } from "../model/bulletin-figures.ts";
import { bulletinTables } from "../model/bulletin-tables.ts";
import { compared, mainFigures, type OtherPeriods, otherPeriods } from "../model/compare-months.ts";
import { faultsInShares } from "../model/shares.ts";
import { bulletinCases, bulletinLifts, type Question } from "./bulletin-cases.ts";
import { coverOf } from "./cover.ts";

/** The bulletin of a period for a viewer's regions, counted afresh from the records. */
export async function makeBulletin(db: Db, question: Question, madeAt: Instant): Promise<Bulletin> {
  const [cases, others, lifts, cover, regions] = await Promise.all([
    bulletinCases(db, question),
    otherMonths(db, question),
    bulletinLifts(db, question.scopes),
    coverOf(db, { scopes: question.scopes, now: madeAt }),
    regionNames(db, question),
  ]);
  const values = { ...bulletinFigures(cases, lifts), ...coverFigures(cover.total) };
  const beside = (period: "before" | "yearBefore", { periods, recordsSince, ...other }: Others) =>
    compared(values, { period: periods[period], values: bulletinFigures(other[period], lifts), recordsSince });
  const tables = [
    ...bulletinTables(cases, {
      causes,
      sectors: sectorNames,
      liftsOfUnit: lifts.ofUnit,
      liftsOfRegion: lifts.ofRegion,
    }),
    coverTable(cover.districts),
  ];
  for (const table of tables) assert(faultsOf(table).length === 0, `the shares of ${table.name} add up`);
  return {
    from: question.from,
    to: question.to,
    madeAt,
    regions,
    figures: bulletinWords.map((words) => {
      const value = values[words.name];
      assert(value, `the figure ${words.name} is counted`);
      return { page: null, targets: [], ...words, ...value };
    }),
    compared:
      others === undefined
        ? null
        : {
            names: [...mainFigures],
            running: question.to > madeAt,
            before: beside("before", others),
            yearBefore: beside("yearBefore", others),
          },
    tables,
  };
}

type Others = {
  readonly periods: OtherPeriods;
  readonly before: readonly BulletinCase[];
  readonly yearBefore: readonly BulletinCase[];
  readonly recordsSince: Instant | null;
};

/** The incidents of the months that the month is set beside, and since when there are any. */
async function otherMonths(db: Db, question: Question): Promise<Others | undefined> {
  const periods = otherPeriods(question);
  if (periods === undefined) return undefined;
  const [before, yearBefore, first] = await Promise.all([
    bulletinCases(db, { ...question, ...periods.before }),
    bulletinCases(db, { ...question, ...periods.yearBefore }),
    sql<{ at: Instant | null }>`select min(opened_at) as at from rescue.incident where not drill`.execute(db),
  ]);
  return { periods, before, yearBefore, recordsSince: first.rows[0]?.at ?? null };
}

async function regionNames(db: Db, { scopes }: Question): Promise<string[]> {
  const codes = scopes.flatMap((scope) => (scope.kind === "region" ? [scope.code] : []));
  if (codes.length === 0 || scopes.some(({ kind }) => kind === "everything")) return [];
  const { rows } = await sql<{ name: string }>`
    select name from identity.v_region where code = any(${codes}) order by code`.execute(db);
  return rows.map(({ name }) => name);
}

/** A bulletin whose shares cannot be is not given out. */
function faultsOf({ total, rows }: BulletinTable): string[] {
  const shared = rows.flatMap(({ zh, count, share }) => (share === null ? [] : [{ name: zh, count, share }]));
  return shared.length === 0 ? [] : faultsInShares({ total, rows: shared, whole: true, decimals: 2 });
}
