-- All that a file says of who serves a lift, so that a difference in it can be taken from the list. Null for a field, and for what
-- was found before this column was there.
alter table lifts.import_difference add column party jsonb;
