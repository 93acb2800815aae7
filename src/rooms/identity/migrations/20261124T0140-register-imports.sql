-- What a run of an import did to organisations, people and certificates, so that it can be taken back. `before` is the row as
-- it was; null: the run made it.
create table identity.import_write (
  run_id uuid not null,
  no bigint generated always as identity,
  kind text not null check (kind in ('organisation', 'alias', 'person', 'certificate')),
  target_id uuid not null,
  before jsonb,
  primary key (run_id, no)
);
