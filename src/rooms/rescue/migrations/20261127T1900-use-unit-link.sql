-- The use unit's duty phone gets an SMS with a link that needs no log-in: this secret names the rescue, and opens nothing else.
alter table rescue.incident add column use_unit_key text unique;
