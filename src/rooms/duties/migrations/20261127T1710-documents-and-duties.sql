-- A policy document as it was brought: the file lies in the file store under its hash, the text that was taken out of it here, once
-- and for ever, so that places in it stay true whatever later rules read.
create table duties.document (
  id uuid primary key,
  file_hash text not null unique check (file_hash ~ '^[0-9a-f]{64}$'),
  file_name text not null,
  file_format text not null check (file_format in ('txt', 'docx', 'pdf', 'html')),
  body text not null,
  -- As a person agreed with them; what the rules read stands in duties.reading.
  title text not null,
  number text,
  issuer text,
  jurisdiction text,
  signed_on date,
  effective_on date,
  valid_until date,
  implements_id uuid references duties.document (id) check (implements_id <> id),
  region_code text references identity.region (code),
  -- Since when its duties bind units of its region; only a person says so.
  bound_at timestamptz,
  withdrawn_on date,
  withdrawn_reason text,
  uploaded_at timestamptz not null,
  uploaded_by text not null,
  check (bound_at is null or region_code is not null),
  check ((withdrawn_on is null) = (withdrawn_reason is null))
);

-- Each run of the rules over a document, whole; never changed.
create table duties.reading (
  id uuid primary key,
  document_id uuid not null references duties.document (id),
  rules text not null,
  read_at timestamptz not null,
  found jsonb not null
);
create index reading_by_document on duties.reading (document_id, read_at desc);

-- A duty is known by its passage. What rules read and what people agreed to are kept apart: `read` is the last reading, `agreed` a
-- person's word, `agreed_read` the reading that he saw when he gave it.
create table duties.duty (
  id uuid primary key,
  document_id uuid not null references duties.document (id),
  origin text not null check (origin in ('rules', 'person')),
  attribution_from integer,
  attribution_to integer,
  task_from integer not null,
  task_to integer not null check (task_to > task_from),
  read jsonb,
  agreed jsonb,
  agreed_read jsonb,
  state text not null check (state in ('found', 'confirmed', 'dropped', 'replaced', 'gone')),
  drop_reason text,
  -- Out of which duties a person made this one (split, merged).
  made_of uuid[] not null default '{}',
  new_in_reading boolean not null default false,
  -- The last run of the rules no longer found it; `read` is what they read before.
  lost boolean not null default false,
  schedule jsonb,
  schedule_source text check (schedule_source in ('document', 'person')),
  measure jsonb,
  decided_at timestamptz,
  decided_by text,
  -- When the clock looks at it again; null: never.
  look_at timestamptz,
  version integer not null default 1,
  check ((attribution_from is null) = (attribution_to is null)),
  check (state <> 'confirmed' or agreed is not null),
  check ((schedule is null) = (schedule_source is null))
);
create index duty_by_document on duties.duty (document_id, task_from);
create index duty_to_look_at on duties.duty (look_at) where look_at is not null;

-- Which organisations a unit's name in a document means, as a person confirmed.
create table duties.unit_match (
  document_id uuid not null references duties.document (id),
  unit text not null,
  organisation_id uuid not null references identity.organisation (id),
  certainty integer not null check (certainty between 0 and 100),
  confirmed_at timestamptz not null,
  confirmed_by text not null,
  primary key (document_id, unit, organisation_id)
);
create index unit_match_by_organisation on duties.unit_match (organisation_id);

-- One duty of one unit on one day of China's calendar.
create table duties.due_item (
  id uuid primary key,
  duty_id uuid not null references duties.duty (id),
  organisation_id uuid not null references identity.organisation (id),
  due_on date not null,
  -- From this day on it is due, and its unit is reminded.
  remind_on date not null check (remind_on <= due_on),
  opened_at timestamptz not null,
  outcome text check (outcome in ('done', 'waived', 'ended')),
  closed_at timestamptz,
  closed_by text,
  note text,
  unique (duty_id, organisation_id, due_on),
  check ((outcome is null) = (closed_at is null)),
  check (outcome <> 'waived' or note is not null)
);
create index due_item_open on duties.due_item (due_on) where outcome is null;
create index due_item_by_organisation on duties.due_item (organisation_id, due_on);

create table duties.evidence (
  id uuid primary key,
  due_item_id uuid not null references duties.due_item (id),
  kind text not null check (kind in ('file', 'note', 'measure')),
  file_hash text check (file_hash ~ '^[0-9a-f]{64}$'),
  file_name text,
  text text,
  -- Of a measure: its name, definition, value and moment, as they were.
  measured jsonb,
  at timestamptz not null,
  by_name text not null,
  check ((kind = 'file') = (file_hash is not null)),
  check ((kind = 'measure') = (measured is not null))
);
create index evidence_by_item on duties.evidence (due_item_id);
-- The same file twice is one piece of evidence; a measure fills an item once.
create unique index evidence_file_once on duties.evidence (due_item_id, file_hash) where kind = 'file';
create unique index evidence_measure_once on duties.evidence (due_item_id) where kind = 'measure';

-- Numbers of urging letters: one row a year, so that no number is lost or given twice.
create table duties.urge_counter (
  year integer primary key,
  last integer not null
);
create table duties.urge (
  id uuid primary key,
  -- The key of who sent it: said twice, one letter.
  ask_key uuid not null unique,
  year integer not null,
  serial integer not null,
  due_item_id uuid not null references duties.due_item (id),
  demand text not null,
  reply_by date not null,
  issued_at timestamptz not null,
  issued_by text not null,
  reply text,
  replied_at timestamptz,
  replied_by text,
  closing text,
  closed_at timestamptz,
  closed_by text,
  unique (year, serial),
  check ((reply is null) = (replied_at is null)),
  check ((closing is null) = (closed_at is null))
);
create index urge_by_item on duties.urge (due_item_id);
