-- Who sits at the desk, and how one hands over to the next.
create table centre.shift (
  id uuid primary key,
  person_id uuid not null,
  seat text not null default '',
  began_at timestamptz not null,
  ended_at timestamptz,
  -- handover: somebody took over · left: without one, with the reason
  ended_by text check (ended_by in ('handover', 'left')),
  reason text not null default '',
  check ((ended_at is null) = (ended_by is null))
);
create unique index shift_open on centre.shift (person_id) where ended_at is null;
create index shift_by_time on centre.shift (began_at desc);

-- offered → taken or withdrawn. What stood open is kept as it was at both moments.
create table centre.handover (
  id uuid primary key,
  from_shift_id uuid not null references centre.shift (id),
  from_person_id uuid not null,
  offered_at timestamptz not null,
  note text not null,
  offered_list jsonb not null,
  to_person_id uuid,
  taken_at timestamptz,
  taken_list jsonb,
  taken_note text not null default '',
  withdrawn_at timestamptz,
  check (taken_at is null or withdrawn_at is null),
  check ((taken_at is null) = (to_person_id is null)),
  check (to_person_id is distinct from from_person_id)
);
create unique index handover_offered on centre.handover (from_shift_id) where taken_at is null and withdrawn_at is null;
create index handover_by_time on centre.handover (offered_at desc, id);
