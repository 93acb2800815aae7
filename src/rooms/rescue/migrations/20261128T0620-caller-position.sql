-- Where a caller is: told by the exchange with the call, or by the caller's own phone after a link. Personal: it serves to find the lift and goes
-- a day later, the link half an hour after it was asked for.
alter table rescue.phone_call add column lat double precision, add column lon double precision, add column metres integer;
create index phone_call_with_position on rescue.phone_call (rang_at) where lat is not null;

create table rescue.caller_fix (
  id uuid primary key,
  -- The dispatcher's own key: asked twice, it is one link.
  asked_for uuid not null unique,
  token text not null unique,
  phone text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  lat double precision,
  lon double precision,
  metres integer,
  told_at timestamptz
);
create index caller_fix_by_time on rescue.caller_fix (asked_at);

insert into rescue.retention (what, days, source) values
  ('position', 1, '本平台默认值：来电人位置只用于找到电梯，一天后删除；杭州市电梯安全管理条例第十五条：不得泄露乘客个人信息');
