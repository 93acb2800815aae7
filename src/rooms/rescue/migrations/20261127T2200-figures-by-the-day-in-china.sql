-- A figure of a region holds from the beginning of its day in China, not eight hours later.
create or replace view rescue.v_follow_up as
  select i.id, i.no, i.region_code, i.state ->> 'place' as place, i.opened_at, i.closed_at,
    i.closed_at + make_interval(secs => clock.seconds) as due_at
  from rescue.incident i
  cross join lateral (
    select c.seconds from rescue.clock c
    where c.name = 'followUp' and c.valid_from <= (i.opened_at at time zone 'Asia/Shanghai')::date
      and c.region_code = any(array[i.region_code, left(i.region_code, 6), left(i.region_code, 4) || '00',
        left(i.region_code, 2) || '0000', '100000'])
    order by array_position(array[i.region_code, left(i.region_code, 6), left(i.region_code, 4) || '00',
      left(i.region_code, 2) || '0000', '100000'], c.region_code), c.valid_from desc
    limit 1) clock
  where i.closed_at is not null and i.followed_up_at is null and i.freed_count > 0 and not i.false_alarm;
