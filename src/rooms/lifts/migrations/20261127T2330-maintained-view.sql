-- Where lifts stand, for counts of the whole fleet.
create or replace view lifts.v_lift_state as
  select id as lift_id, kind, region_code, registration, sign, lat, lon from lifts.lift where withdrawn_at is null;
-- Published to higher rooms: who maintains each lift today and under which 24-hour number, without a look-up per lift as `v_lift` does it.
create view lifts.v_maintained as
  select l.id as lift_id, l.kind, l.region_code, l.registration, l.sign, l.lat, l.lon, p.organisation_id as maintenance_unit_id,
    nullif(btrim(coalesce(p.duty_phone, o.duty_phone)), '') as maintenance_duty_phone
  from lifts.lift l
  left join lifts.party p on p.lift_id = l.id and p.role = 'maintenance'
    -- By comparisons, not by ranges: for a whole register that is half the work, and the planner knows how many there are.
    and p.from_date <= (now() at time zone 'Asia/Shanghai')::date
    and (p.to_date is null or p.to_date >= (now() at time zone 'Asia/Shanghai')::date)
  left join identity.v_organisation o on o.id = p.organisation_id
  where l.withdrawn_at is null;
