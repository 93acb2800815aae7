-- What counts of the fleet ask for, without the units and places that `v_lift` looks up for each lift.
create view lifts.v_lift_state as
  select id as lift_id, kind, region_code, registration, sign from lifts.lift where withdrawn_at is null;
