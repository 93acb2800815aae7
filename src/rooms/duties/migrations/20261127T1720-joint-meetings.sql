-- 联席会议: who met, and what was decided, each decision with a unit and a day.
create table duties.meeting (
  id uuid primary key,
  ask_key uuid not null unique,
  title text not null,
  held_on date not null,
  region_code text not null references identity.region (code),
  attendees text not null,
  minutes text not null,
  kept_at timestamptz not null,
  kept_by text not null
);
create table duties.meeting_decision (
  id uuid primary key,
  meeting_id uuid not null references duties.meeting (id),
  place integer not null,
  text text not null,
  organisation_id uuid not null references identity.organisation (id),
  due_on date not null,
  outcome text,
  closed_at timestamptz,
  closed_by text,
  unique (meeting_id, place),
  check ((outcome is null) = (closed_at is null))
);
create index meeting_decision_open on duties.meeting_decision (due_on) where outcome is null;
