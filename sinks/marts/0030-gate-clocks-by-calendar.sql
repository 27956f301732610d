-- In place of the view of 0028: the 28 days before are those of the calendar, not the last 28 on which a truck passed.
CREATE OR REPLACE VIEW mart_gate_clocks AS
SELECT
    terminal,
    terminalGroup,
    lane,
    day,
    visits,
    offsetMs,
    if(daysBefore = 0, NULL, baselineMs) AS baselineMs,
    if(daysBefore = 0, NULL, offsetMs - baselineMs) AS driftMs,
    daysBefore > 0 AND abs(offsetMs - baselineMs) > 120000 AS drifts
FROM
(
    SELECT
        terminal,
        terminalGroup,
        lane,
        day,
        visits,
        offsetMs,
        toInt64(medianExact(offsetMs) OVER before) AS baselineMs,
        count() OVER before AS daysBefore
    FROM
    (
        SELECT
            visit.facility AS terminal,
            visit.facilityGroup AS terminalGroup,
            passed.lane AS lane,
            toDate(visit.gateInAt, 'Asia/Shanghai') AS day,
            count() AS visits,
            toInt64(medianExact(assumeNotNull(visit.gateOffsetMs))) AS offsetMs
        FROM
        (
            SELECT facility, facilityGroup, gateInAt, gateOffsetMs, startEventId
            FROM truck_visits FINAL
            WHERE gateOffsetMs IS NOT NULL
        ) AS visit
        LEFT ANY JOIN
        (
            SELECT id, lane FROM gate_transactions FINAL WHERE direction = 'IN' AND lane IS NOT NULL
        ) AS passed ON passed.id = visit.startEventId
        GROUP BY terminal, terminalGroup, lane, day
    )
    WINDOW before AS (PARTITION BY terminal, lane ORDER BY day RANGE BETWEEN 28 PRECEDING AND 1 PRECEDING)
)
COMMENT 'Clock of each gate, a lane of a terminal or depot, against the trucks, by day: median of gate-in less geofence entry, and its drift of more than two minutes from the 28 days before.';
