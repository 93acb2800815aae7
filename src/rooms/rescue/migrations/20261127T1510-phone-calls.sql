-- Every call is a record, also one that nobody answered and one that is no emergency. The exchange tells of it by a webhook, or the desk
-- writes it down. A caller's number is personal: it is erased with its time (see `forget_after_days`).
create table rescue.phone_call (
  id uuid primary key,
  -- The exchange's own name of the call; a person's record has the key of its command.
  call_key text not null unique,
  caller text,
  seat text not null default '',
  rang_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  recording text,
  kind text check (kind in
    ('entrapment', 'fault', 'accident', 'question', 'complaint', 'report', 'mistake', 'nuisance', 'test', 'repeat')),
  note text not null default '',
  incident_id uuid references rescue.incident (id),
  handled_by uuid,
  handled_at timestamptz
);
create index phone_call_by_time on rescue.phone_call (rang_at desc, id);
create index phone_call_by_incident on rescue.phone_call (incident_id) where incident_id is not null;
create index phone_call_with_number on rescue.phone_call (rang_at) where caller is not null;

create index call_by_time on rescue.call (at);

create table rescue.retention (
  what text primary key,
  days integer not null check (days between 1 and 3650),
  source text not null
);
insert into rescue.retention (what, days, source) values
  ('caller', 180, '本平台默认值；杭州市电梯安全管理条例第十五条：不得泄露乘客个人信息');
