-- A test lift (试验梯), a maker's test tower say: what its device says stays out of every statistic for as long as a person has marked it.
create table devices.test_lift (
  id uuid primary key,
  lift_id uuid not null references lifts.lift (id),
  from_at timestamptz not null,
  from_by text not null,
  to_at timestamptz,
  to_by text,
  check ((to_at is null) = (to_by is null)),
  check (to_at >= from_at)
);
create unique index test_lift_open on devices.test_lift (lift_id) where to_at is null;
create index test_lift_by_lift on devices.test_lift (lift_id, from_at);

create or replace view devices.v_test_time as
  select lift_id, begun_at as from_at, coalesce(ended_at, ends_at) as to_at from devices.docking_check
  union all
  select lift_id, from_at, coalesce(to_at, 'infinity') from devices.test_lift;
