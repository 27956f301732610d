-- Up to when each source has come, kept as facts land: a scan of all positions for every report would take seconds.
-- Only maxima, so that a batch that lands twice changes nothing.
CREATE TABLE IF NOT EXISTS source_progress
(
    topic LowCardinality(String),
    source LowCardinality(String),
    latestEventTime SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    latestRecordedAt SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    latestIngestedAt SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree ORDER BY (topic, source)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Up to when each source has come.';

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_container_events TO source_progress AS
SELECT 'container.events' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM container_events GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_gate_transactions TO source_progress AS
SELECT 'gate.transactions' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM gate_transactions GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_truck_appointments TO source_progress AS
SELECT 'truck.appointments' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM truck_appointments GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_truck_positions TO source_progress AS
SELECT 'truck.positions' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM truck_positions GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_traffic_conditions TO source_progress AS
SELECT 'traffic.conditions' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM traffic_conditions GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_traffic_incidents TO source_progress AS
SELECT 'traffic.incidents' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM traffic_incidents GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_plant_orders TO source_progress AS
SELECT 'plant.orders' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM plant_orders GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_vessel_calls TO source_progress AS
SELECT 'vessel.calls' AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM vessel_calls GROUP BY source;

CREATE OR REPLACE VIEW mart_sources AS
SELECT
    topic, source, max(latestEventTime) AS latestEventTime, max(latestRecordedAt) AS latestRecordedAt, max(latestIngestedAt) AS latestIngestedAt
FROM source_progress
GROUP BY topic, source
COMMENT 'Each source: up to when it is complete.';
