-- What a phone in the car, or one at home, may see of a rescue, by a secret of its own: `sign` came with the long token of the QR code, `typed`
-- by typed digits, `relative` by a link that somebody in the car gave away. `rescue.incident.progress_key` serves who has the token and did not press.
create table rescue.car_key (
  id uuid primary key,
  key text not null unique,
  incident_id uuid not null references rescue.incident (id) deferrable initially deferred,
  rights text not null check (rights in ('sign', 'typed', 'relative')),
  -- The alarm that it was given for; its repeats get the same key.
  alarm_key text unique,
  -- Of a relative's link: the key that asked for it; asked twice, it is the same link.
  made_for text unique,
  -- A relative is told the place only by who had the token.
  sees_place boolean not null,
  made_at timestamptz not null
);
create index car_key_by_incident on rescue.car_key (incident_id, made_at desc);

-- Text between the car and the desk. A thread is the incident's id (all who have the token of its lift) or the id of a typed alarm's key (that
-- phone alone); null: the desk to all of them.
create table rescue.chat_line (
  -- Made by the sender: the same line again changes nothing.
  id uuid primary key,
  -- Written while the incident's row is held, so that within one incident a higher number was never committed before a lower one.
  no bigint generated always as identity unique,
  incident_id uuid not null references rescue.incident (id),
  thread uuid,
  from_desk boolean not null,
  author uuid,
  body text not null check (length(body) between 1 and 500),
  at timestamptz not null,
  -- When somebody at the desk had it before his eyes.
  read_at timestamptz
);
create index chat_line_by_incident on rescue.chat_line (incident_id, no);

insert into rescue.retention (what, days, source) values
  ('passenger', 30, '本平台默认值：结案后删除乘客的文字和手机凭证；杭州市电梯安全管理条例第十五条：不得泄露乘客个人信息');
