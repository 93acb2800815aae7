-- Published to rooms: the names of sources, for lists of what imports leave to decide.
create view platform.v_import_source as select id, form, name from platform.import_source;
