-- The same guarantee at half the price: days are compared, no ranges are built; a million lifts bring four million parties.
create or replace function lifts.check_written_parties() returns trigger language plpgsql
set enable_hashjoin to off set enable_mergejoin to off set enable_seqscan to off as $$
begin
  if exists (select 1 from (select distinct organisation_id from written) w
             where not exists (select 1 from identity.v_organisation o where o.id = w.organisation_id)) then
    raise exception 'a party is an organisation that is not there' using errcode = 'foreign_key_violation';
  end if;
  if exists (select 1 from (select distinct lift_id from written) w
             where not exists (select 1 from lifts.lift l where l.id = w.lift_id)) then
    raise exception 'a party serves a lift that is not there' using errcode = 'foreign_key_violation';
  end if;
  if exists (
    select 1 from written w
    join lifts.party p on p.lift_id = w.lift_id and p.role = w.role
    where w.role in ('use-unit', 'maintenance')
      and (p.organisation_id <> w.organisation_id or p.from_date <> w.from_date)
      and p.from_date <= coalesce(w.to_date, 'infinity'::date) and w.from_date <= coalesce(p.to_date, 'infinity'::date)) then
    raise exception 'two units hold one role of a lift at one time'
      using errcode = 'exclusion_violation', constraint = 'party_one_at_a_time';
  end if;
  return null;
end $$;
