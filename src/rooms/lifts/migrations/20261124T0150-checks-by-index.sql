-- The plans of these checks are kept for a session. Made while the tables were small they would read the whole register for
-- every batch of an import; looked up by index their price is that of the batch.
alter function lifts.check_written_lifts() set enable_hashjoin to off set enable_mergejoin to off set enable_seqscan to off;
alter function lifts.check_written_parties() set enable_hashjoin to off set enable_mergejoin to off set enable_seqscan to off;
