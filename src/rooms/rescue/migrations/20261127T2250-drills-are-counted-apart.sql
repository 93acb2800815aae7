-- Drills have a sequence of their own: they leave no gap in the numbers of rescues.
create sequence rescue.drill_no;
select setval('rescue.drill_no', 1, true);
create or replace function rescue.next_number(of_day text) returns bigint language plpgsql as $$
declare
  counter regclass := case when of_day like 'YL%' then 'rescue.drill_no' else 'rescue.incident_no' end;
  before bigint;
begin
  if counter = 'rescue.drill_no'::regclass then select last_value into before from rescue.drill_no;
  else select last_value into before from rescue.incident_no;
  end if;
  insert into rescue.day_base (day, base) values (of_day, before) on conflict (day) do nothing;
  return nextval(counter) - (select base from rescue.day_base where day = of_day);
end $$;
