-- Kinds of organisation stand in the contract (one table for the house and the browser); here only their form is held.
do $$
declare found record;
begin
  for found in
    select conrelid::regclass::text as relation, conname
    from pg_constraint
    where (conrelid = 'identity.organisation'::regclass and contype = 'c')
       or (conrelid = 'identity.role_grant'::regclass and contype in ('c', 'u'))
  loop
    execute format('alter table %s drop constraint %I', found.relation, found.conname);
  end loop;
end $$;

alter table identity.organisation
  add constraint organisation_kind_form check (kind ~ '^[a-z-]{2,40}$'),
  add column parent_id uuid references identity.organisation (id),
  add column address text,
  -- Ended, never deleted: what was done in its name stays readable.
  add column ended_on date,
  add constraint organisation_not_its_own_parent check (parent_id <> id);
create index organisation_by_parent on identity.organisation (parent_id) where parent_id is not null;
create index organisation_by_region on identity.organisation (region_code);

-- Names by which files and old papers know an organisation: former and short ones.
create table identity.organisation_alias (
  id uuid primary key,
  organisation_id uuid not null references identity.organisation (id),
  name text not null,
  kind text not null check (kind in ('former', 'short', 'other')),
  from_on date,
  to_on date,
  check (to_on is null or from_on is null or from_on <= to_on),
  unique (organisation_id, name)
);
create index organisation_alias_by_name on identity.organisation_alias (name);

-- Scope by sector: one sector within one region.
alter table identity.role_grant
  add column sector text check (sector ~ '^[a-z-]{2,30}$'),
  add constraint role_grant_scope_kind
    check (scope_kind in ('everything', 'region', 'sector', 'organisation', 'crew')),
  add constraint role_grant_region check ((scope_kind in ('region', 'sector')) = (region_code is not null)),
  add constraint role_grant_sector check ((scope_kind = 'sector') = (sector is not null)),
  add constraint role_grant_target check ((scope_kind in ('organisation', 'crew')) = (scope_id is not null)),
  add constraint role_grant_once unique nulls not distinct (account_id, role, scope_kind, region_code, sector, scope_id);

-- Rules of log-in per role; every value may be changed by who keeps the accounts.
create table identity.role_security (
  role text primary key,
  -- Whether the second step (TOTP) must be set up; everybody may.
  totp_required boolean not null,
  -- So long after the role was given (or the rule changed) an account works without it.
  grace_days integer not null check (grace_days between 0 and 365),
  idle_minutes integer not null check (idle_minutes between 5 and 10080),
  since timestamptz not null default now()
);
insert into identity.role_security (role, totp_required, grace_days, idle_minutes) values
  ('administrator', true, 14, 240),
  ('system-administrator', true, 14, 120),
  ('security-administrator', true, 14, 120),
  ('audit-administrator', true, 14, 120),
  ('officer', true, 14, 480),
  ('auditor', true, 14, 480),
  -- A desk must never be locked out at night by a telephone that lies at home.
  ('dispatcher', false, 14, 720),
  ('street-office', false, 14, 480),
  ('sector-department', false, 14, 480),
  ('maintenance-manager', false, 14, 720),
  ('use-unit-manager', false, 14, 720),
  ('inspector', false, 14, 720),
  ('insurer', false, 14, 480),
  ('rescue-station', false, 14, 720),
  ('crew', false, 14, 720);

-- One administrator, or three who are kept apart. There is a way forward only.
create table identity.administration_mode (
  only_row boolean primary key default true check (only_row),
  mode text not null check (mode in ('single', 'three')),
  since timestamptz
);
insert into identity.administration_mode (mode) values ('single');

alter table identity.session
  add column id uuid not null default gen_random_uuid(),
  add column device text not null default '',
  -- When the holder last proved who he is.
  add column fresh_at timestamptz;
create unique index session_by_id on identity.session (id);

-- The second step. The secret is sealed with a key outside the database.
create table identity.totp (
  account_id uuid primary key references identity.account (id),
  sealed_secret bytea not null,
  begun_at timestamptz not null,
  confirmed_at timestamptz,
  -- The newest time step whose code was taken: that code, and any older, is refused from then on.
  last_step bigint not null default 0
);
create table identity.recovery_code (
  account_id uuid not null references identity.account (id),
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- One-time links: to a new account, or to a new password of one that is there.
create table identity.invitation (
  id uuid primary key,
  token_hash bytea not null unique,
  login text not null,
  name text not null,
  grants jsonb not null,
  person_id uuid references identity.person (id),
  account_id uuid references identity.account (id),
  is_reset boolean not null,
  made_by text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index invitation_by_time on identity.invitation (made_at desc);

alter table identity.person
  add column organisation_id uuid references identity.organisation (id),
  add column position text,
  add column phone text,
  add column identity_number text,
  add column ended_on date;
create index person_by_organisation on identity.person (organisation_id) where organisation_id is not null;
create index person_by_name on identity.person (name);

create table identity.certificate (
  id uuid primary key,
  person_id uuid not null references identity.person (id),
  kind text not null check (kind ~ '^[A-Za-z-]{1,30}$'),
  number text not null,
  issuer text,
  valid_from date,
  valid_to date,
  ended_on date,
  check (valid_to is null or valid_from is null or valid_from <= valid_to),
  unique (kind, number)
);
create index certificate_by_person on identity.certificate (person_id);
create index certificate_by_end on identity.certificate (valid_to) where ended_on is null;
