-- Which words a unit was sent about a decision: once before its day, once after it.
alter table duties.meeting_decision add column told text check (told in ('due', 'overdue'));
