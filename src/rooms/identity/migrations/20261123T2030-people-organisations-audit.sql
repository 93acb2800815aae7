-- Regions by GB/T 2260; cities bring their own by import, the nation is where every tree begins.
create table identity.region (
  code text primary key check (code ~ '^[0-9]{6,12}$'),
  name text not null,
  parent text references identity.region (code)
);
create index region_by_parent on identity.region (parent);
insert into identity.region (code, name, parent) values ('100000', '全国', null);

create table identity.organisation (
  id uuid primary key,
  code text not null unique,
  name text not null,
  kind text not null check (kind in ('supervision', 'rescue-centre', 'use-unit', 'maintenance', 'station', 'maker', 'inspection')),
  region_code text not null references identity.region (code),
  duty_phone text
);
create index organisation_by_kind on identity.organisation (kind, name);

create table identity.person (
  id uuid primary key,
  name text not null
);
create table identity.account (
  id uuid primary key,
  person_id uuid not null references identity.person (id),
  login text not null,
  password_hash text not null,
  created_at timestamptz not null,
  last_login_at timestamptz,
  disabled_at timestamptz
);
create unique index account_by_login on identity.account (lower(login));

create table identity.role_grant (
  account_id uuid not null references identity.account (id),
  role text not null,
  scope_kind text not null check (scope_kind in ('everything', 'region', 'organisation', 'crew')),
  region_code text references identity.region (code),
  -- An organisation, or a crew of a higher room.
  scope_id uuid,
  granted_at timestamptz not null,
  check ((scope_kind = 'region') = (region_code is not null)),
  check ((scope_kind in ('organisation', 'crew')) = (scope_id is not null)),
  unique nulls not distinct (account_id, role, scope_kind, region_code, scope_id)
);
create index role_grant_administrators on identity.role_grant (account_id) where role = 'administrator';

-- Only hashes: who reads the database cannot take over a session.
create table identity.session (
  token_hash bytea primary key,
  account_id uuid not null references identity.account (id),
  opened_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null
);
create index session_by_account on identity.session (account_id);

-- Attempts to log in that have not succeeded. The name as a hash: people type their password into the wrong field.
create table identity.login_attempt (
  id uuid primary key,
  login_hash bytea not null,
  at timestamptz not null
);
create index login_attempt_by_login on identity.login_attempt (login_hash, at);
create index login_attempt_by_time on identity.login_attempt (at);

create table identity.setup_token (
  token_hash bytea primary key,
  made_at timestamptz not null
);

create table identity.audit_row (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  act text not null,
  target text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  detail text,
  address text
);

-- What was done stays written: the app's role has no right to change it, and the owner stumbles over the trigger.
create function identity.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_row_stays before update or delete or truncate on identity.audit_row
  for each statement execute function identity.refuse_change();
do $$
declare holder record;
begin
  for holder in
    select distinct a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'identity.audit_row'::regclass and a.grantee not in (0, c.relowner)
  loop
    execute format('revoke update, delete, truncate on identity.audit_row from %s', holder.role);
  end loop;
end $$;

-- Published to higher rooms.
create view identity.v_organisation as
  select id, code, name, kind, region_code, duty_phone from identity.organisation;
create view identity.v_region as
  select code, name, parent from identity.region;
