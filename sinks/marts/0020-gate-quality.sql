-- A gate's clock against the trucks': each has an offset of its own, the way from the fence to the lane among it, so
-- that only a change tells. The baseline is the median of the days before.
CREATE OR REPLACE VIEW mart_gate_clocks AS
SELECT
    terminal,
    terminalGroup,
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
        day,
        visits,
        offsetMs,
        toInt64(medianExact(offsetMs) OVER before) AS baselineMs,
        count() OVER before AS daysBefore
    FROM
    (
        SELECT
            facility AS terminal,
            facilityGroup AS terminalGroup,
            toDate(gateInAt, 'Asia/Shanghai') AS day,
            count() AS visits,
            toInt64(medianExact(assumeNotNull(gateOffsetMs))) AS offsetMs
        FROM mart_truck_visits
        WHERE gateOffsetMs IS NOT NULL
        GROUP BY terminal, terminalGroup, day
    )
    WINDOW before AS (PARTITION BY terminal ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING)
)
COMMENT 'Clock of each gate against the trucks, by day: median of gate-in less geofence entry, and its drift of more than two minutes from the 28 days before.';

-- A visit that only begins and one that only ends, at one terminal within a day, under plates that differ by one sign.
-- They are never merged: a person has to look.
CREATE OR REPLACE VIEW mart_plate_suspects AS
SELECT
    arrived.facility AS terminal,
    arrived.facilityGroup AS terminalGroup,
    pseudonym(arrived.id) AS visitIn,
    pseudonym(left.id) AS visitOut,
    pseudonym(arrived.plate) AS plateIn,
    pseudonym(left.plate) AS plateOut,
    arrived.gateInAt AS gateInAt,
    left.gateOutAt AS gateOutAt,
    dateDiff('millisecond', arrived.gateInAt, left.gateOutAt) AS betweenMs
FROM
(
    SELECT * FROM truck_visits FINAL
    WHERE gateInAt IS NOT NULL AND (gateOutAt IS NULL OR quality = 'END_INFERRED')
) AS arrived
INNER JOIN
(
    SELECT * FROM truck_visits FINAL
    WHERE gateOutAt IS NOT NULL AND quality IN ('NO_START', 'START_INFERRED')
) AS left ON arrived.facility = left.facility
WHERE left.gateOutAt >= arrived.gateInAt
  AND left.gateOutAt <= arrived.gateInAt + INTERVAL 24 HOUR
  AND editDistanceUTF8(arrived.plate, left.plate) = 1
COMMENT 'Halves of visits under plates that differ by one sign: a plate was perhaps misread. Flagged, never merged.';
