-- Sampled quality check: which rescues are looked at is drawn, not chosen; the seed is kept, so that anyone can draw the same again.
create table centre.quality_sample (
  id uuid primary key,
  -- The order is that of sha256(seed || incident id); the first `size` of it are the sample.
  seed text not null,
  drawn_at timestamptz not null,
  drawn_by uuid,
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- Regions from which it was drawn.
  regions text[] not null,
  population integer not null,
  size integer not null
);
create index quality_sample_by_time on centre.quality_sample (drawn_at desc, id);

create table centre.quality_item (
  sample_id uuid not null references centre.quality_sample (id),
  no integer not null,
  incident_id uuid not null,
  answers jsonb,
  passed boolean,
  note text not null default '',
  checked_by uuid,
  checked_at timestamptz,
  primary key (sample_id, incident_id),
  check ((checked_at is null) = (answers is null) and (checked_at is null) = (passed is null))
);
