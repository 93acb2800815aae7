-- When the whole register was last looked through for gaps of the kind: no open gap before a look is not "no gap".
alter table lifts.gap_rule add column looked_at timestamptz;
