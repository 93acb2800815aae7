-- How a telling by SMS or voice leaves by a gateway: one row for each, made with the telling. `due_at` null: nothing more to do.
-- Where no gateway is set, rows stay due and nobody looks at them: the outbox is for a person then.
create table platform.notice_sending (
  notice_id uuid primary key references platform.notice (id),
  channel text not null check (channel in ('sms', 'voice')),
  due_at timestamptz,
  expires_at timestamptz not null,
  attempts integer not null default 0,
  -- Attempts after which nobody can tell whether the gateway has taken it.
  unclear integer not null default 0,
  -- An attempt has begun whose end is not noted yet.
  begun_at timestamptz,
  accepted_at timestamptz,
  -- The gateway's own name of it.
  reference text,
  -- The channel that follows when this one fails or stays without a word.
  fallback text check (fallback in ('sms', 'voice'))
);
create index notice_sending_due on platform.notice_sending (due_at) where due_at is not null;
create index notice_sending_by_reference on platform.notice_sending (reference) where reference is not null;

-- `sent`: a gateway has taken it.
alter table platform.notice_fact drop constraint notice_fact_fact_check;
alter table platform.notice_fact add constraint notice_fact_fact_check
  check (fact in ('sent', 'delivered', 'answered', 'failed', 'expired'));
