CREATE OR REPLACE VIEW mart_sources AS
SELECT topic, source, count() AS rows, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM
(
    SELECT 'container.events' AS topic, source, eventTime, recordedAt, ingestedAt FROM container_events FINAL
    UNION ALL SELECT 'gate.transactions', source, eventTime, recordedAt, ingestedAt FROM gate_transactions FINAL
    UNION ALL SELECT 'truck.appointments', source, eventTime, recordedAt, ingestedAt FROM truck_appointments FINAL
    UNION ALL SELECT 'truck.positions', source, eventTime, recordedAt, ingestedAt FROM truck_positions FINAL
    UNION ALL SELECT 'traffic.conditions', source, eventTime, recordedAt, ingestedAt FROM traffic_conditions FINAL
    UNION ALL SELECT 'traffic.incidents', source, eventTime, recordedAt, ingestedAt FROM traffic_incidents FINAL
    UNION ALL SELECT 'plant.orders', source, eventTime, recordedAt, ingestedAt FROM plant_orders FINAL
    UNION ALL SELECT 'vessel.calls', source, eventTime, recordedAt, ingestedAt FROM vessel_calls FINAL
)
GROUP BY topic, source
COMMENT 'Each source: up to when it is complete, and how many facts of it stand.';
