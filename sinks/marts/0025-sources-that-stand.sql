-- Up to when a source has come is kept as a maximum, which cannot forget: a fact with a wrong time, withdrawn since,
-- would move the default now of every report for ever. Withdrawals are few, and kept beside it; a source that withdrew
-- its latest fact is looked up in its table. A fact that is moved in time is withdrawn where it was.
CREATE TABLE IF NOT EXISTS source_withdrawals
(
    topic LowCardinality(String),
    source LowCardinality(String),
    latestEventTime SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree ORDER BY (topic, source)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'The latest time of a fact that each source has withdrawn.';

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_container_events TO source_withdrawals AS
SELECT 'container.events' AS topic, source, max(eventTime) AS latestEventTime FROM container_events WHERE retracted GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_gate_transactions TO source_withdrawals AS
SELECT 'gate.transactions' AS topic, source, max(eventTime) AS latestEventTime FROM gate_transactions WHERE retracted GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_truck_appointments TO source_withdrawals AS
SELECT 'truck.appointments' AS topic, source, max(eventTime) AS latestEventTime FROM truck_appointments WHERE retracted GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_truck_positions TO source_withdrawals AS
SELECT 'truck.positions' AS topic, source, max(eventTime) AS latestEventTime FROM truck_positions WHERE retracted GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_traffic_conditions TO source_withdrawals AS
SELECT 'traffic.conditions' AS topic, source, max(eventTime) AS latestEventTime FROM traffic_conditions WHERE retracted GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_traffic_incidents TO source_withdrawals AS
SELECT 'traffic.incidents' AS topic, source, max(eventTime) AS latestEventTime FROM traffic_incidents WHERE retracted GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_plant_orders TO source_withdrawals AS
SELECT 'plant.orders' AS topic, source, max(eventTime) AS latestEventTime FROM plant_orders WHERE retracted GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_vessel_calls TO source_withdrawals AS
SELECT 'vessel.calls' AS topic, source, max(eventTime) AS latestEventTime FROM vessel_calls WHERE retracted GROUP BY source;

-- What was withdrawn before this file was run; maxima only, so that a second run changes nothing.
INSERT INTO source_withdrawals
SELECT 'container.events' AS topic, source, max(eventTime) AS latestEventTime FROM container_events WHERE retracted GROUP BY source
UNION ALL
SELECT 'gate.transactions' AS topic, source, max(eventTime) AS latestEventTime FROM gate_transactions WHERE retracted GROUP BY source
UNION ALL
SELECT 'truck.appointments' AS topic, source, max(eventTime) AS latestEventTime FROM truck_appointments WHERE retracted GROUP BY source
UNION ALL
SELECT 'truck.positions' AS topic, source, max(eventTime) AS latestEventTime FROM truck_positions WHERE retracted GROUP BY source
UNION ALL
SELECT 'traffic.conditions' AS topic, source, max(eventTime) AS latestEventTime FROM traffic_conditions WHERE retracted GROUP BY source
UNION ALL
SELECT 'traffic.incidents' AS topic, source, max(eventTime) AS latestEventTime FROM traffic_incidents WHERE retracted GROUP BY source
UNION ALL
SELECT 'plant.orders' AS topic, source, max(eventTime) AS latestEventTime FROM plant_orders WHERE retracted GROUP BY source
UNION ALL
SELECT 'vessel.calls' AS topic, source, max(eventTime) AS latestEventTime FROM vessel_calls WHERE retracted GROUP BY source;

CREATE OR REPLACE VIEW mart_doubtful_sources AS
SELECT come.topic AS topic, come.source AS source
FROM (SELECT topic, source, max(latestEventTime) AS latest FROM source_progress GROUP BY topic, source) AS come
INNER JOIN (SELECT topic, source, max(latestEventTime) AS latest FROM source_withdrawals GROUP BY topic, source) AS gone
    ON gone.topic = come.topic AND gone.source = come.source
WHERE gone.latest >= come.latest
COMMENT 'Sources that have withdrawn the latest fact they ever stated: how far they have come is looked up.';

-- Who is in doubt is a constant to the engine, so that a table without such a source is not read.
CREATE OR REPLACE VIEW mart_sources AS
WITH (SELECT groupArray((toString(topic), toString(source))) FROM mart_doubtful_sources) AS doubtful
SELECT
    come.topic AS topic,
    come.source AS source,
    if(standing.topic = '', come.latest, standing.latest) AS latestEventTime,
    come.recorded AS latestRecordedAt,
    come.ingested AS latestIngestedAt
FROM
(
    SELECT topic, source, max(latestEventTime) AS latest, max(latestRecordedAt) AS recorded, max(latestIngestedAt) AS ingested
    FROM source_progress
    GROUP BY topic, source
) AS come
LEFT JOIN
(
    SELECT 'container.events' AS topic, source, max(eventTime) AS latest FROM container_events FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'container.events') AND has(doubtful, ('container.events', source))
    GROUP BY source
    UNION ALL
    SELECT 'gate.transactions' AS topic, source, max(eventTime) AS latest FROM gate_transactions FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'gate.transactions') AND has(doubtful, ('gate.transactions', source))
    GROUP BY source
    UNION ALL
    SELECT 'truck.appointments' AS topic, source, max(eventTime) AS latest FROM truck_appointments FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'truck.appointments') AND has(doubtful, ('truck.appointments', source))
    GROUP BY source
    UNION ALL
    SELECT 'truck.positions' AS topic, source, max(eventTime) AS latest FROM truck_positions FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'truck.positions') AND has(doubtful, ('truck.positions', source))
    GROUP BY source
    UNION ALL
    SELECT 'traffic.conditions' AS topic, source, max(eventTime) AS latest FROM traffic_conditions FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'traffic.conditions') AND has(doubtful, ('traffic.conditions', source))
    GROUP BY source
    UNION ALL
    SELECT 'traffic.incidents' AS topic, source, max(eventTime) AS latest FROM traffic_incidents FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'traffic.incidents') AND has(doubtful, ('traffic.incidents', source))
    GROUP BY source
    UNION ALL
    SELECT 'plant.orders' AS topic, source, max(eventTime) AS latest FROM plant_orders FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'plant.orders') AND has(doubtful, ('plant.orders', source))
    GROUP BY source
    UNION ALL
    SELECT 'vessel.calls' AS topic, source, max(eventTime) AS latest FROM vessel_calls FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), 'vessel.calls') AND has(doubtful, ('vessel.calls', source))
    GROUP BY source
) AS standing ON standing.topic = come.topic AND standing.source = come.source
WHERE standing.topic != '' OR NOT has(doubtful, (toString(come.topic), toString(come.source)))
COMMENT 'Each source: up to when it is complete.';
