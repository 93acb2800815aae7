import { sql } from "kysely";
import type { CrewId, OrganisationId } from "../../kernel/ids.ts";
import type { Db } from "../../platform/database/database.ts";
import type { Ability, CrewAbility } from "./contract.ts";

/** What the choice of a crew asks of it; an empty list: not stated. */
export type AbilityFacts = Pick<Ability, "skills" | "brands" | "kit" | "hours" | "agreement"> & {
  readonly members: number;
  readonly certified: number;
};

const stated = sql`
  to_jsonb(a.skills) as skills, to_jsonb(a.brands) as brands, to_jsonb(a.kit) as kit,
  case when a.opens_minute is null then null
    else jsonb_build_object('opensMinute', a.opens_minute, 'closesMinute', a.closes_minute) end as hours,
  jsonb_build_object('no', coalesce(a.agreement_no, ''), 'from', a.agreement_from, 'to', a.agreement_to) as agreement`;

/** Of all crews that say something, in one question. @param day in China, by which certificates are judged */
export async function abilitiesOn(db: Db, day: string): Promise<ReadonlyMap<CrewId, AbilityFacts>> {
  const { rows } = await sql<AbilityFacts & { id: CrewId }>`
    select a.crew_id as id, ${stated}, coalesce(m.members, 0)::int as members, coalesce(m.certified, 0)::int as certified
    from crews.ability a
    left join (
      select m.crew_id, count(*) as members, count(*) filter (where exists (
          select 1 from identity.v_certificate c where c.person_id = m.person_id and c.kind = 'T'
            and (c.valid_from is null or c.valid_from <= ${day}::date) and (c.valid_to is null or c.valid_to >= ${day}::date))) as certified
      from crews.member m join identity.v_person_unit p on p.id = m.person_id group by m.crew_id) m on m.crew_id = a.crew_id`.execute(
    db,
  );
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

const soonDays = 60;
type Row = Omit<CrewAbility, "warnings" | "ability" | "organisationId"> &
  Omit<Ability, "version"> & {
    readonly organisationId: OrganisationId;
    readonly regionCode: string;
    readonly version: number | null;
  };

/** Every crew with what it says of itself, and what of it runs out. */
export async function listAbilities(db: Db, day: string): Promise<ListedAbility[]> {
  const { rows } = await sql<Row>`
    select c.id as "crewId", c.code, c.name, c.organisation_id as "organisationId", coalesce(c.organisation, '') as organisation, c.kind,
      c.region_code as "regionCode", a.version, coalesce(to_jsonb(a.skills), '[]') as skills, coalesce(to_jsonb(a.brands), '[]') as brands,
      coalesce(to_jsonb(a.kit), '[]') as kit,
      case when a.opens_minute is null then null
        else jsonb_build_object('opensMinute', a.opens_minute, 'closesMinute', a.closes_minute) end as hours,
      jsonb_build_object('no', coalesce(a.agreement_no, ''), 'from', a.agreement_from, 'to', a.agreement_to) as agreement,
      coalesce((select jsonb_agg(jsonb_build_object('personId', p.id, 'name', p.name, 'validTo', t.valid_to,
          'paper', case when t.person_id is null then 'none' when t.valid_to < ${day}::date then 'expired'
            when t.valid_to <= ${day}::date + ${soonDays}::int then 'soon' else 'valid' end) order by p.name)
        from crews.member m join identity.v_person_unit p on p.id = m.person_id
        left join lateral (select person_id, valid_to from identity.v_certificate v where v.person_id = p.id and v.kind = 'T'
          order by valid_to desc nulls first limit 1) t on true
        where m.crew_id = c.id), '[]') as members
    from crews.v_crew c left join crews.ability a on a.crew_id = c.id order by c.code`.execute(db);
  return rows.map((row) => present(row, day));
}

/** With whose it is, for who may see it. */
export type ListedAbility = CrewAbility & { readonly regionCode: string; readonly organisationId: OrganisationId };

function present(row: Row, day: string): ListedAbility {
  const { skills, brands, kit, hours, agreement, members, version, ...crew } = row;
  const ability = { skills, brands, kit, hours, agreement, members, version: version ?? 0 };
  return { ...crew, ability, warnings: warningsOf(ability, day) };
}

const later = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

function warningsOf({ agreement, members }: Ability, day: string): CrewAbility["warnings"] {
  const warnings: CrewAbility["warnings"] = [];
  if (agreement.to !== null && agreement.to < day) warnings.push("agreement-expired");
  else if (agreement.to !== null && agreement.to <= later(day, soonDays)) warnings.push("agreement-soon");
  const papers = members.map(({ paper }) => paper);
  if (papers.length > 0 && !papers.some((paper) => paper === "valid" || paper === "soon"))
    warnings.push("no-valid-certificate");
  else if (papers.includes("soon")) warnings.push("certificate-soon");
  return warnings;
}
