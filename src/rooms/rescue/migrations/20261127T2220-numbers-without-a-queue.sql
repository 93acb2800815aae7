-- The running number of a day was one row that every opening held until its commit: a storm's openings stood in a queue behind it until
-- statements ran into their time. A sequence is held by nobody; what it leaves out is the number of an opening that did not come to pass.
create sequence rescue.incident_no;
select setval('rescue.incident_no', 1, true);

create table rescue.day_base (
  day text primary key,
  base bigint not null
);
insert into rescue.day_base (day, base) select day, 1 - last from rescue.day_number;

-- The base is taken before the number, so that a day's numbers begin at 1.
create function rescue.next_number(of_day text) returns bigint language plpgsql as $$
begin
  insert into rescue.day_base (day, base) select of_day, last_value from rescue.incident_no on conflict (day) do nothing;
  return nextval('rescue.incident_no') - (select base from rescue.day_base where day = of_day);
end $$;

-- A process of the version before goes on counting in its table, and gets its numbers from here.
create function rescue.day_number_from_sequence() returns trigger language plpgsql as $$
begin
  new.last := rescue.next_number(new.day);
  return new;
end $$;
create trigger day_number_from_sequence before insert or update on rescue.day_number
  for each row execute function rescue.day_number_from_sequence();
