-- What depends on now is a view `at_…` of a moment; its mart shows it at the latest event time, which on a live port is now.
CREATE OR REPLACE VIEW mart_now AS
SELECT max(latestEventTime) AS now FROM mart_sources
COMMENT 'The latest event time of any fact.';
