-- 额定速度 of each lift for whoever judges what a device says, in mm/s; null where the register has none that can be believed.
create view lifts.v_rated_speed as
  select id as lift_id,
    case when jsonb_typeof(parameters -> 'ratedSpeed') = 'number' then
      case when (parameters ->> 'ratedSpeed')::numeric between 0.1 and 25
        then round((parameters ->> 'ratedSpeed')::numeric * 1000)::integer end
    end as rated_speed
  from lifts.lift where withdrawn_at is null;
