-- Tellings by Web Push (RFC 8030, 8291, 8292): to the phones that said they want them.
alter table platform.notice drop constraint notice_channel_check;
alter table platform.notice add constraint notice_channel_check check (channel in ('live', 'push', 'sms', 'voice'));
alter table platform.notice_sending drop constraint notice_sending_channel_check;
alter table platform.notice_sending add constraint notice_sending_channel_check check (channel in ('push', 'sms', 'voice'));

-- A phone's address at its browser's push service, with its keys. Whoever has them can only send it what it cannot read otherwise.
create table platform.push_subscription (
  id uuid primary key,
  -- Whose phone it is: `crew:<id>`.
  owner text not null,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  made_at timestamptz not null,
  last_at timestamptz,
  -- What the push service said last: `accepted`, or a code.
  last_result text
);
create index push_subscription_by_owner on platform.push_subscription (owner);
