-- Once a day the ends of all chains are signed: what the ledgers held that day can be proved to others later.
create table lifts.ledger_checkpoint (
  no integer primary key check (no > 0),
  -- Day of the Chinese calendar, and the moment in which it was made.
  day date not null,
  at timestamptz not null,
  lifts integer not null,
  entries bigint not null,
  -- The end of the chain of audit rows.
  audit_no bigint not null,
  audit_hash text not null,
  root text not null,
  -- Unique: nothing may branch off.
  previous_hash text not null unique,
  key_id text not null,
  public_key text not null,
  hash text not null unique,
  signature text not null
);
create trigger ledger_checkpoint_stays before update or delete or truncate on lifts.ledger_checkpoint
  for each statement execute function lifts.refuse_change();
do $$
declare holder record;
begin
  for holder in
    select distinct a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'lifts.ledger_checkpoint'::regclass and a.grantee not in (0, c.relowner)
  loop
    execute format('revoke update, delete, truncate on lifts.ledger_checkpoint from %s', holder.role);
  end loop;
end $$;

-- The ends themselves, 1,024 a row, for exports and proofs; kept for the last two checkpoints.
create table lifts.ledger_checkpoint_part (
  checkpoint_no integer not null,
  part integer not null,
  first_lift_id uuid not null,
  last_lift_id uuid not null,
  -- 52 bytes a lift: id, number, hash.
  heads bytea not null,
  -- Of the leaves of these lifts.
  root text not null,
  primary key (checkpoint_no, part)
);
-- Hashes do not get smaller.
alter table lifts.ledger_checkpoint_part alter column heads set storage external;
create index ledger_checkpoint_part_by_lift on lifts.ledger_checkpoint_part (checkpoint_no, last_lift_id);
