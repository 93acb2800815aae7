-- 杭州市电梯安全管理条例第三十七条: who frees people from a lift that another unit maintains is paid for it. The claims themselves follow from
-- the rescues; here is what officers decided, each time with its reason. The last word counts.
create table centre.claim_decision (
  id uuid primary key,
  incident_id uuid not null,
  crew_id uuid not null,
  verdict text not null check (verdict in ('approved', 'refused')),
  reason text not null,
  decided_by uuid,
  decided_at timestamptz not null
);
create index claim_decision_last on centre.claim_decision (incident_id, crew_id, decided_at desc, id desc);
