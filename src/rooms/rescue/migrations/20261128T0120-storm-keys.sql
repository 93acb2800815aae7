-- Said twice, a storm is declared once and ended once, also when it is over by then. Null: the platform's own, or of the version before.
alter table rescue.storm add column declare_key uuid, add column end_key uuid;
create unique index storm_declare_key on rescue.storm (declare_key);
