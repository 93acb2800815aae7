import { sql } from "kysely";
import { z } from "zod";
import { type CrewId, newId, type OrganisationId } from "../../kernel/ids.ts";
import type { Result } from "../../kernel/result.ts";
import type { Tx } from "../../platform/database/database.ts";
import type { FormRow, Outcome, Tally } from "../../platform/files/csv-form.ts";
import { touch } from "../../platform/live/live.ts";
import type { Platform } from "../../platform/platform.ts";
import type { ImportReport } from "../identity/contract.ts";
import { findOrganisationByCode, type ImportAsk, importRowByRow } from "../identity/index.ts";
import { crewsTopic } from "./duty.ts";

const coordinate = (bound: number) => z.coerce.number().min(-bound).max(bound);
/** Our own form of crews: `lat`, `lon` are the crew's home (WGS 84), used until its phone says where it is. */
const crewForm = z.object({
  code: z.string().max(40),
  organisation_code: z.string().max(40),
  name: z.string().max(80),
  kind: z.enum(["unit", "station"]),
  travel: z.enum(["car", "e-bike"]),
  phone: z.string().max(30).optional(),
  lat: coordinate(90).optional(),
  lon: coordinate(180).optional(),
});
type CrewForm = z.output<typeof crewForm>;
/** Reads a form of crews; the same form again changes nothing. Rows that cannot be taken are named, the others are. */
export const importCrews = (platform: Platform, ask: ImportAsk): Promise<Result<ImportReport>> =>
  importRowByRow(platform, ask, { form: crewForm, act: "crews.imported", importRow });

async function importRow(tx: Tx, { row, value }: FormRow<CrewForm>, tally: Tally): Promise<void> {
  const organisation = await findOrganisationByCode(tx, value.organisation_code);
  if (organisation === undefined) {
    tally.refuse({
      row,
      column: "organisation_code",
      code: "CREWS_ORGANISATION_UNKNOWN",
      text: "没有这个单位 (no such organisation)",
    });
    return;
  }
  tally.count(await upsert(tx, value, organisation));
}

async function upsert(
  tx: Tx,
  crew: CrewForm,
  organisation: { id: OrganisationId; regionCode: string },
): Promise<Outcome> {
  const facts = sql`(${crew.name}, ${organisation.id}::uuid, ${crew.kind}, ${crew.travel}, ${crew.phone ?? null}, ${organisation.regionCode}, ${crew.lat ?? null}::float8, ${crew.lon ?? null}::float8)`;
  const columns = sql`name, organisation_id, kind, travel, phone, region_code, home_lat, home_lon`;
  const known = await sql<{ id: CrewId; same: boolean }>`
    select id, (${columns}) is not distinct from ${facts} as same from crews.crew where code = ${crew.code}`.execute(
    tx,
  );
  const found = known.rows[0];
  if (found?.same === true) return "unchanged";
  const id = found?.id ?? newId<"crew">();
  if (found === undefined)
    await sql`insert into crews.crew (id, code, ${columns}) select ${id}, ${crew.code}, f.* from (values ${facts}) f`.execute(
      tx,
    );
  else await sql`update crews.crew set (${columns}) = ${facts} where id = ${id}`.execute(tx);
  await touch(tx, crewsTopic, id);
  return found === undefined ? "created" : "changed";
}
