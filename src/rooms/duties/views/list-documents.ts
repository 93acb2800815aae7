import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import { dutiesOfDocument } from "../actions/store.ts";
import type { DocumentRow } from "../contract/review.ts";
import { differenceOf } from "../model/read-again.ts";
import { standingOn } from "./item-scope.ts";

const documentsMax = 500;

/** Documents, newest first. */
export const listDocuments = (db: Db, today: string): Promise<DocumentRow[]> => read(db, today, sql`true`);

export const oneDocument = async (db: Db, today: string, id: string): Promise<DocumentRow | undefined> =>
  (await read(db, today, sql`d.id = ${id}`))[0];

async function read(db: Db, today: string, where: RawBuilder<unknown>): Promise<DocumentRow[]> {
  const day = (column: string) => sql`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`;
  const { rows } = await sql<DocumentRow & { decidedAndRead: number }>`
    select d.id, d.title, d.number, d.issuer, d.jurisdiction, d.region_code as "regionCode", r.name as "regionName",
      ${day("d.signed_on")} as "signedOn", ${day("d.effective_on")} as "effectiveOn", ${day("d.valid_until")} as "validUntil",
      ${day("d.withdrawn_on")} as "withdrawnOn", ${standingOn(today)} as standing, d.implements_id as "implementsId",
      d.uploaded_at as "uploadedAt", d.uploaded_by as "uploadedBy", c.duties, c.confirmed, c.undecided, 0 as differences,
      c.seen as "decidedAndRead"
    from duties.document d left join identity.v_region r on r.code = d.region_code
    cross join lateral (select count(*) filter (where y.state in ('found', 'confirmed')) as duties,
        count(*) filter (where y.state = 'confirmed') as confirmed, count(*) filter (where y.state = 'found') as undecided,
        count(*) filter (where y.agreed_read is not null and (y.lost or y.agreed_read is distinct from y.read)) as seen
      from duties.duty y where y.document_id = d.id) c
    where ${where} order by d.uploaded_at desc, d.id limit ${documentsMax}`.execute(db);
  return Promise.all(
    rows.map(async ({ decidedAndRead, ...row }) =>
      decidedAndRead === 0 ? row : { ...row, differences: await differencesOf(db, row.id) },
    ),
  );
}

/** Only what a person has to look at; most readings that changed say what he had said already. */
const differencesOf = async (db: Db, id: string): Promise<number> =>
  (await dutiesOfDocument(db, id)).filter((duty) => isOpen(duty.state) && differenceOf(duty) !== null).length;

const isOpen = (state: string): boolean => state === "found" || state === "confirmed";
