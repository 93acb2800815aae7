-- Published to rooms: which files imports brought, and whose they are, for who asks for one as evidence.
create view platform.v_import_run as select id, file_hash, regions, asked_by from platform.import_run;
