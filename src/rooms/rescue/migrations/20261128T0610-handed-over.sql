-- An emergency that 110, 119, 120 or 12345 handed to us: whose, under which number of theirs, and whom to call back. The alarm's key holds the
-- number, so that the dispatcher's record and the partner's system come to one alarm. Who spoke, and the numbers, go with the callers'.
create table rescue.handed_over (
  alarm_key text primary key references rescue.alarm (alarm_key) deferrable initially deferred,
  service text not null check (service in ('110', '119', '120', '12345')),
  case_no text,
  spoke text,
  phone text,
  at timestamptz not null
);
create unique index handed_over_once on rescue.handed_over (service, case_no) where case_no is not null;
create index handed_over_with_number on rescue.handed_over (at) where spoke is not null or phone is not null;
