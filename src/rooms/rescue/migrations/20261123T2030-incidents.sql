-- One row per incident, written with its events: what lists, map and numbers ask for. The stream `incident-<id>` is the truth.
create table rescue.incident (
  id uuid primary key,
  no text not null unique,
  version integer not null,
  stage text not null check (stage in ('finding-crew', 'no-crew', 'crew-asked', 'en-route', 'on-scene', 'freed', 'secured', 'closed')),
  lift_id uuid,
  region_code text not null,
  maintenance_unit_id uuid,
  use_unit_id uuid,
  source text not null,
  state jsonb not null,
  holder_crew_id uuid,
  due_at timestamptz,
  due_kind text,
  opened_at timestamptz not null,
  trapped_since timestamptz not null,
  answered_at timestamptz,
  dispatched_at timestamptz,
  arrived_at timestamptz,
  freed_at timestamptz,
  closed_at timestamptz,
  level smallint not null,
  freed_count integer,
  injured integer,
  freed_by text,
  false_alarm boolean not null,
  cause text,
  method text,
  progress_key text not null unique,
  -- Promise 3: every open incident has a moment that escalates by itself, and only a closed one has none.
  constraint due_until_closed check ((closed_at is null) = (due_at is not null))
);
create index incident_by_due on rescue.incident (due_at) where due_at is not null;
create index incident_by_opened on rescue.incident (opened_at desc, id);
create index incident_by_closed on rescue.incident (closed_at desc) where closed_at is not null;
create index incident_by_lift on rescue.incident (lift_id, opened_at desc);
create index incident_by_holder on rescue.incident (holder_crew_id) where closed_at is null;

-- One emergency, one incident: the place where people wait to be freed. It is free again once they are out: another alarm
-- is then another emergency, also while the first still waits to be closed.
create table rescue.open_at (
  place_key text primary key,
  incident_id uuid not null unique references rescue.incident (id) deferrable initially deferred
);

-- Every alarm that came, and the incident it went to. The key is unique: a repeat finds what the first one made.
create table rescue.alarm (
  alarm_key text primary key,
  incident_id uuid not null references rescue.incident (id) deferrable initially deferred,
  source text not null,
  at timestamptz not null
);

-- Commands by their sender's key: the same key again is answered as the first time.
create table rescue.command_done (
  command_key uuid primary key,
  incident_id uuid not null references rescue.incident (id),
  version integer not null,
  at timestamptz not null
);

create table rescue.ask (
  ask_id uuid primary key,
  incident_id uuid not null references rescue.incident (id),
  crew_id uuid not null,
  -- As in the stream; `finished` once the people are out.
  status text not null,
  -- Asked by the platform itself: then no other rescue may have the crew. A dispatcher may knowingly ask a busy one.
  by_platform boolean not null,
  asked_at timestamptz not null
);
create unique index ask_crew_once on rescue.ask (crew_id) where by_platform and status in ('asked', 'accepted', 'arrived');
create index ask_by_incident on rescue.ask (incident_id);
create index ask_by_crew on rescue.ask (crew_id, status);

-- A caller's telephone number stays out of the stream; it is deleted with its retention (later issue).
create table rescue.call (
  incident_id uuid not null references rescue.incident (id) deferrable initially deferred,
  phone text not null,
  at timestamptz not null,
  primary key (incident_id, phone)
);

-- Running number of a day.
create table rescue.day_number (
  day text primary key,
  last integer not null
);

-- The clocks, as data with their source (domain-facts.md §1, §5); a region's own row goes before the nation's.
create table rescue.clock (
  name text not null,
  region_code text not null default '100000',
  seconds integer not null check (seconds > 0),
  source text not null,
  certainty text not null check (certainty in ('published', 'recalled', 'own')),
  valid_from date not null,
  primary key (name, region_code, valid_from)
);
insert into rescue.clock (name, seconds, source, certainty, valid_from) values
  ('crewAnswer', 90, '本平台默认值；各市通报以「三分钟响应率」考核，留出第二次派单的时间', 'own', '2026-01-01'),
  ('arrive', 1800, 'TSG T5002—2017：直辖市或设区的市抵达不超过30分钟（其他地区一般不超过1小时）', 'published', '2017-08-01'),
  ('searchAgain', 30, '本平台默认值', 'own', '2026-01-01'),
  ('free', 600, '本平台默认值；各市通报的现场救援平均用时2.1～7.3分钟', 'own', '2026-01-01'),
  ('close', 900, '本平台默认值', 'own', '2026-01-01'),
  ('noticeExpires', 600, '本平台默认值', 'own', '2026-01-01');

create view rescue.v_incident as
  select id, no, lift_id, region_code, source, stage, level, opened_at, arrived_at, freed_at, closed_at, freed_count, injured, false_alarm, cause, method
  from rescue.incident;
