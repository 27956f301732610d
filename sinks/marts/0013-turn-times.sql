-- Overnight parking and drivers' breaks stay in a visit: they are not subtracted. So that one of them does not make a
-- chart, the view is capped at the 99th percentile of its terminal; what was measured stands beside it.
CREATE OR REPLACE VIEW mart_turn_times AS
SELECT
    id,
    facility AS terminal,
    facilityGroup AS terminalGroup,
    gateInAt,
    gateOutAt,
    turnMs,
    toInt64(least(toFloat64(turnMs), capMs)) AS cappedTurnMs,
    turnMs > capMs AS capped,
    quality
FROM
(
    SELECT *, quantileExactInclusive(0.99)(assumeNotNull(turnMs)) OVER (PARTITION BY facility) AS capMs
    FROM mart_truck_visits
    WHERE turnMs IS NOT NULL
)
COMMENT 'Turn times of ended visits, and capped at the 99th percentile of their terminal.';
