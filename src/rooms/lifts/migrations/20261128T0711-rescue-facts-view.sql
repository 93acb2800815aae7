-- Published to higher rooms: what a crew must know at the door, and whose make the lift is.
create view lifts.v_rescue_facts as
  select l.id as lift_id, l.kind, nullif(l.access_note, '') as access_note, nullif(l.machine_room, '') as machine_room,
    nullif(l.key_place, '') as key_place, m.name as brand
  from lifts.lift l
  left join lateral (
    select o.name from lifts.party p join identity.v_organisation o on o.id = p.organisation_id
    where p.lift_id = l.id and p.role = 'maker' order by p.from_date desc limit 1) m on true
  where l.withdrawn_at is null;
