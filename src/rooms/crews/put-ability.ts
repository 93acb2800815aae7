import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import type { CrewId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { json, type Tx, ts } from "../../platform/database/database.ts";
import { touch } from "../../platform/live/live.ts";
import { recordAudit } from "../identity/index.ts";
import type { AbilityBody } from "./contract.ts";
import { crewsTopic } from "./duty.ts";

type Asked = { readonly principal: Principal; readonly address: string; readonly now: Instant };

/** Writes what a crew can do. Refused: CREWS_CHANGED_MEANWHILE, CREWS_MEMBER_UNKNOWN (a person of another unit), CREWS_AGREEMENT_DAYS. */
export async function putAbility(tx: Tx, crewId: CrewId, body: AbilityBody, asked: Asked): Promise<Result<null>> {
  const { skills, brands, kit, hours, agreement, members, version } = body;
  if (agreement.from !== null && agreement.to !== null && agreement.from > agreement.to)
    return refuse("CREWS_AGREEMENT_DAYS");
  if (!(await allOfUnit(tx, crewId, members))) return refuse("CREWS_MEMBER_UNKNOWN");
  const written = await sql`
    insert into crews.ability (crew_id, skills, brands, kit, opens_minute, closes_minute, agreement_no, agreement_from, agreement_to, put_at)
    select ${crewId}::uuid, array(select jsonb_array_elements_text(${json(skills)}::jsonb)), array(select jsonb_array_elements_text(${json(brands)}::jsonb)),
      array(select jsonb_array_elements_text(${json(kit)}::jsonb)), ${hours?.opensMinute ?? null}::smallint, ${hours?.closesMinute ?? null}::smallint,
      ${agreement.no}, ${agreement.from}::date, ${agreement.to}::date, ${ts(asked.now)}
    where ${version}::int = 0 or exists (select 1 from crews.ability where crew_id = ${crewId})
    on conflict (crew_id) do update set skills = excluded.skills, brands = excluded.brands, kit = excluded.kit,
      opens_minute = excluded.opens_minute, closes_minute = excluded.closes_minute, agreement_no = excluded.agreement_no,
      agreement_from = excluded.agreement_from, agreement_to = excluded.agreement_to, put_at = excluded.put_at,
      version = crews.ability.version + 1
    where crews.ability.version = ${version}`.execute(tx);
  if (written.numAffectedRows !== 1n) return refuse("CREWS_CHANGED_MEANWHILE");
  await sql`delete from crews.member where crew_id = ${crewId}`.execute(tx);
  await sql`insert into crews.member (crew_id, person_id) select ${crewId}::uuid, m::uuid
    from jsonb_array_elements_text(${json([...new Set(members)])}::jsonb) m`.execute(tx);
  await recordAudit(tx, {
    principal: asked.principal,
    act: "crews.ability-put",
    target: `crew/${crewId}`,
    outcome: "done",
    detail: { members: members.length, to: agreement.to ?? "" },
    address: asked.address,
    at: asked.now,
  });
  await touch(tx, crewsTopic, crewId);
  return ok(null);
}

async function allOfUnit(tx: Tx, crewId: CrewId, members: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from identity.v_person_unit p join crews.crew c on c.organisation_id = p.organisation_id
    where c.id = ${crewId} and p.id = any(${[...new Set(members)]}::uuid[])`.execute(tx);
  return rows[0]?.n === new Set(members).size;
}
