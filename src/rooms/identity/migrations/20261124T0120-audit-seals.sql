-- Seals of the audit: one sealer links the rows after their commit, in the order of their ids.
create table identity.audit_seal (
  row_id bigint primary key,
  -- Unique: the chain has one end.
  previous_hash text not null unique,
  hash text not null unique
);
create trigger audit_seal_stays before update or delete or truncate on identity.audit_seal
  for each statement execute function identity.refuse_change();
do $$
declare holder record;
begin
  for holder in
    select distinct a.grantee::regrole::text as role
    from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'identity.audit_seal'::regclass and a.grantee not in (0, c.relowner)
  loop
    execute format('revoke update, delete, truncate on identity.audit_seal from %s', holder.role);
  end loop;
end $$;

-- The list's filters, newest first.
create index audit_row_by_time on identity.audit_row (at, id);
create index audit_row_by_act on identity.audit_row (act text_pattern_ops, id);
create index audit_row_by_target on identity.audit_row (target text_pattern_ops, id);
create index audit_row_by_actor on identity.audit_row (actor_id, id);
