-- Published to higher rooms: how one gets to a lift, in the order in which people look for it on paper.
create view lifts.v_way_in as
  select l.id, l.region_code, s.name as compound, b.name as building, b.unit, l.lift_no,
    l.access_note, l.machine_room, l.key_place
  from lifts.lift l
  join lifts.building b on b.id = l.building_id
  join lifts.site s on s.id = b.site_id
  where l.withdrawn_at is null;
