-- What an uploaded file is, and which of its rows mend refused rows of an earlier run; imports that nobody wants any more.
alter table platform.import_run
  -- The whole of its source, a part of it, or mended rows of `mends_run`; null until it was said or guessed.
  add column covers text check (covers in ('whole', 'part', 'mends')),
  -- Said by somebody; a guess otherwise.
  add column covers_said boolean not null default false,
  add column mends_run uuid references platform.import_run (id),
  -- It wrote nothing and is in nobody's way any more.
  add column discarded_at timestamptz;
alter table platform.import_refused_row
  -- The row of the mended run that this one was to mend.
  add column mends_row integer,
  -- The run that took it, mended.
  add column mended_run uuid;
create index import_refused_row_mended on platform.import_refused_row (run_id, mended_run) where mended_run is not null;
create index import_refused_row_by_mender on platform.import_refused_row (mended_run) where mended_run is not null;
