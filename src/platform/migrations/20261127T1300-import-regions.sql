-- Whose a source and its imports are: the regions of who made the source; null is everywhere. An import keeps its source's.
alter table platform.import_source add column regions text[];
-- Who took an import back; `asked_by` stays who asked for it.
alter table platform.import_run add column undone_by text, add column undone_by_name text;

-- Those of before: as their imports say, together; everywhere where one of them says so, or none was begun.
update platform.import_source s set regions =
    (select array_agg(distinct own.code order by own.code) from platform.import_run r, unnest(r.regions) as own (code)
      where r.source_id = s.id and r.started_at is not null)
  where not exists
    (select 1 from platform.import_run r where r.source_id = s.id and r.started_at is not null and r.regions is null);
update platform.import_run r set regions = s.regions from platform.import_source s
  where s.id = r.source_id and r.started_at is null;
-- The undo of before wrote itself over who had asked.
update platform.import_run set undone_by = asked_by, undone_by_name = asked_by_name where act = 'undo';
