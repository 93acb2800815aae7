-- What a person has put right of a place holds for every lift that stands there, those that come later too: `{field: {by, at}}`.
alter table lifts.site add column corrected jsonb;
alter table lifts.building add column corrected jsonb;
