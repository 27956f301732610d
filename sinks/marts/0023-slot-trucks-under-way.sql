-- In place of the view of 0009: a truck whose trip is over is on no road, and no traffic holds it up. It stands somewhere,
-- and the next trip begins without delay. A trip lasts a week at most.
CREATE OR REPLACE VIEW at_slot_trucks AS
SELECT
    slot.appointmentId AS appointmentId,
    slot.terminal AS terminal,
    slot.terminalGroup AS terminalGroup,
    slot.slotStart AS slotStart,
    slot.slotEnd AS slotEnd,
    dateDiff('minute', {asOf:DateTime64(3, 'UTC')}, slot.slotStart) AS minutesToSlot,
    slot.moveType AS moveType,
    slot.container AS container,
    slot.plate AS plate,
    slot.haulier AS haulier,
    multiIf(inside.plate != '', 'INSIDE', queued.plate != '', 'QUEUE', way.plate != '', 'ROAD', 'UNKNOWN') AS whereabouts,
    nullIf(way.segment, '') AS segment,
    nullIf(way.road, '') AS road,
    if(way.plate = '', NULL, way.leftAt) AS lastSeenAt,
    if(way.plate = '', NULL, way.delayMs) AS trafficDelayMs,
    whereabouts IN ('ROAD', 'QUEUE') AND ifNull(trafficDelayMs, 0) >= 600000 AS heldUp
FROM
(
    SELECT * FROM at_slots(asOf = {asOf:DateTime64(3, 'UTC')})
    WHERE status IN ('CONFIRMED', 'RESCHEDULED') AND plate IS NOT NULL
        AND slotStart >= {asOf:DateTime64(3, 'UTC')} AND slotStart < {asOf:DateTime64(3, 'UTC')} + INTERVAL 2 HOUR
) AS slot
LEFT ANY JOIN
(
    SELECT passed.plate AS plate, passed.segment AS segment, known.road AS road, passed.leftAt AS leftAt, passed.delayMs AS delayMs
    FROM
    (
        SELECT plate, argMax(trip, last) AS lastTrip, argMax(segment, last) AS segment, max(last) AS leftAt, argMax(delay, last) AS delayMs
        FROM
        (
            SELECT plate, trip, argMax(segment, leftAt) AS segment, max(leftAt) AS last, sum(ifNull(trafficDelayMs, 0)) AS delay
            FROM mart_traversal_delays
            WHERE leftAt <= {asOf:DateTime64(3, 'UTC')} AND eventTime >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 6 HOUR
            GROUP BY plate, trip
        )
        GROUP BY plate
    ) AS passed
    LEFT ANY JOIN ref_segments AS known ON known.id = passed.segment
    LEFT ANY JOIN
    (
        SELECT trip, endAt FROM mart_truck_trips
        WHERE startAt <= {asOf:DateTime64(3, 'UTC')} AND startAt >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 7 DAY
    ) AS journey ON journey.trip = passed.lastTrip
    WHERE journey.endAt IS NULL OR journey.endAt > {asOf:DateTime64(3, 'UTC')}
) AS way ON way.plate = slot.plate
LEFT ANY JOIN
(
    SELECT plate FROM mart_truck_visits
    WHERE gateInAt <= {asOf:DateTime64(3, 'UTC')} AND gateInAt >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 12 HOUR
        AND (gateOutAt IS NULL OR gateOutAt > {asOf:DateTime64(3, 'UTC')})
) AS inside ON inside.plate = slot.plate
LEFT ANY JOIN
(
    SELECT plate FROM mart_truck_passages
    WHERE placeKind = 'QUEUE' AND eventTime <= {asOf:DateTime64(3, 'UTC')} AND eventTime >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 12 HOUR
        AND (leftAt IS NULL OR leftAt > {asOf:DateTime64(3, 'UTC')})
) AS queued ON queued.plate = slot.plate
COMMENT 'Trucks with a slot in the two hours after a moment: where they are, and what traffic has cost them on this trip.';
