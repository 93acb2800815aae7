-- A source goes on giving the rows that were mended here, unmended: they are known again by their hash.
alter table platform.import_refused_row
  add column hash_hi int,
  add column hash_lo int;

-- The refused row of the source, and the key under which the mended row is remembered.
create table platform.import_mended_row (
  source_id uuid not null references platform.import_source (id),
  hash_hi int not null,
  hash_lo int not null,
  key_hi int not null,
  key_lo int not null,
  -- The run that brought the mended row in; what it mended is forgotten when it is taken back.
  run_id uuid not null references platform.import_run (id),
  primary key (source_id, hash_hi, hash_lo)
);
create index import_mended_row_by_run on platform.import_mended_row (run_id);
