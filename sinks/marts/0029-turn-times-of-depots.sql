-- In place of the view of 0013, with the same rows: depots have gates too, and whoever takes a mean has to know that
-- their short visits are among them.
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
COMMENT 'Turn times of ended visits to terminals and depots (mart_ref_facilities tells which is which), and capped at the 99th percentile of their terminal or depot.';
