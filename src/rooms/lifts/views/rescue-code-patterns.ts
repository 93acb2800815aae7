import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import type { CodePatternList } from "../contract/rescue-code-pattern.ts";
import { type CodePattern, nationCode, patternIn } from "../model/rescue-code-pattern.ts";

/** The patterns of all regions, those to come and those of before too. */
export async function listCodePatterns(db: Db): Promise<CodePatternList["patterns"]> {
  const { rows } = await sql<CodePatternList["patterns"][number]>`
    select p.region_code as "regionCode", coalesce(r.name, '') as "regionName", p.pattern, p.source, p.certainty,
      p.valid_from::text as "validFrom"
    from lifts.rescue_code_pattern p left join identity.v_region r on r.code = p.region_code
    order by p.region_code, p.valid_from desc limit 1000`.execute(db);
  return rows;
}

export async function loadCodePatterns(db: Db): Promise<CodePattern[]> {
  const { rows } = await sql<CodePattern>`
    select region_code as "regionCode", pattern, valid_from::text as "validFrom" from lifts.rescue_code_pattern`.execute(
    db,
  );
  return rows;
}

/** The patterns that hold today where lifts can stand: in regions that no other lies in. */
export async function patternsInForce(db: Db, today: string): Promise<string[]> {
  const patterns = await loadCodePatterns(db);
  const { rows } = await sql<{ code: string }>`
    select r.code from identity.v_region r where not exists (select 1 from identity.v_region c where c.parent = r.code)`.execute(
    db,
  );
  const codes = rows.length === 0 ? [nationCode] : rows.map(({ code }) => code);
  return [...new Set(codes.flatMap((code) => patternIn(patterns, code, today) ?? []))];
}
