-- A register often names who serves a lift and not since when. The period needs a first day; false says that nobody stated it.
alter table lifts.party add column from_stated boolean not null default true;
