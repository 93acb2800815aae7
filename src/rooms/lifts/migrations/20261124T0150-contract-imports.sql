-- What a run of an import of contracts did to parties, so that it can be taken back. `before` null: the run made the party.
create table lifts.contract_import_write (
  run_id uuid not null,
  no bigint generated always as identity,
  lift_id uuid not null,
  role text not null,
  organisation_id uuid not null,
  from_date date not null,
  before jsonb,
  after jsonb not null,
  primary key (run_id, no)
);
