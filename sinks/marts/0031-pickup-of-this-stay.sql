-- In place of the view of 0024: a slot that is over fetches no box, and hides the one that was booked after it no more. What was
-- held has been let go when the box has left the port since, whether or not anybody told of the release.
CREATE OR REPLACE VIEW at_pickup_readiness AS
SELECT
    stay.container AS container,
    stay.terminal AS terminal,
    stay.terminalGroup AS terminalGroup,
    stay.startAt AS dischargedAt,
    stay.ageDays AS ageDays,
    if(customs.held AND ifNull(customs.saidAt > gone.leftAt, true), 'HELD', 'AVAILABLE') AS status,
    slot.earliest AS slotStart,
    nullIf(slot.first, '') AS appointmentId,
    nullIf(needed.said.1, '') AS orderId,
    nullIf(needed.said.2, '') AS plant,
    needed.said.3 AS cluster,
    needed.said.4 AS neededBy,
    if(queue.visits > 0, queue.medianMs / 60000, NULL) AS queueMinutes,
    ifNull(waiting.trucks, 0) AS trucksQueueing,
    if(way.trips > 0, way.medianMs / 60000, NULL) AS wayMinutes,
    stay.teu AS teu
FROM
(
    SELECT * FROM at_open_stays(asOf = {asOf:DateTime64(3, 'UTC')}) WHERE dwellClass = 'IMPORT'
) AS stay
LEFT ANY JOIN
(
    SELECT ifNull(container, '') AS container, argMax(eventCode IN ('CUSS', 'CUSI', 'HOLD'), (eventTime, recordedAt, id)) AS held, max(eventTime) AS saidAt
    FROM mart_container_events
    WHERE eventCode IN ('CUSS', 'CUSI', 'CUSR', 'HOLD', 'RELS') AND classifier = 'ACT' AND container IS NOT NULL
        AND eventTime <= {asOf:DateTime64(3, 'UTC')} AND eventTime >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 60 DAY
    GROUP BY container
) AS customs ON customs.container = stay.container
LEFT ANY JOIN
(
    SELECT container, max(endAt) AS leftAt FROM mart_yard_dwells
    WHERE portDwellMs IS NOT NULL AND endAt <= {asOf:DateTime64(3, 'UTC')}
    GROUP BY container
) AS gone ON gone.container = stay.container
LEFT ANY JOIN
(
    SELECT ifNull(container, '') AS container, min(slotStart)::Nullable(DateTime64(3, 'UTC')) AS earliest, argMin(appointmentId, slotStart) AS first
    FROM at_slots(asOf = {asOf:DateTime64(3, 'UTC')})
    WHERE status IN ('CONFIRMED', 'RESCHEDULED') AND moveType = 'PICKUP_FULL' AND container IS NOT NULL AND slotEnd > {asOf:DateTime64(3, 'UTC')}
    GROUP BY container
) AS slot ON slot.container = stay.container
LEFT ANY JOIN
(
    SELECT container, argMax((orderId, plant, cluster, neededBy), (eventTime, orderId)) AS said
    FROM mart_order_boxes
    WHERE direction = 'INBOUND' AND eventTime <= {asOf:DateTime64(3, 'UTC')}
        AND (arrivedAt IS NULL OR arrivedAt > {asOf:DateTime64(3, 'UTC')})
    GROUP BY container
) AS needed ON needed.container = stay.container
LEFT ANY JOIN
(
    SELECT facility, count() AS visits, quantileExactInclusive(0.5)(assumeNotNull(queueMs)) AS medianMs
    FROM mart_truck_visits
    WHERE queueMs IS NOT NULL AND gateInAt <= {asOf:DateTime64(3, 'UTC')} AND gateInAt > {asOf:DateTime64(3, 'UTC')} - INTERVAL 2 HOUR
    GROUP BY facility
) AS queue ON queue.facility = stay.terminal
LEFT ANY JOIN
(
    SELECT place, uniqExact(plate) AS trucks
    FROM mart_truck_passages
    WHERE placeKind = 'QUEUE' AND eventTime <= {asOf:DateTime64(3, 'UTC')} AND eventTime > {asOf:DateTime64(3, 'UTC')} - INTERVAL 12 HOUR
        AND (leftAt IS NULL OR leftAt > {asOf:DateTime64(3, 'UTC')})
    GROUP BY place
) AS waiting ON waiting.place = stay.terminal
LEFT ANY JOIN
(
    WITH trip.endAt > {asOf:DateTime64(3, 'UTC')} - INTERVAL 1 DAY AS recent
    SELECT
        trip.originPlace AS terminal, plant.cluster AS cluster, count() AS trips,
        if(countIf(recent) > 0, quantileExactInclusiveIf(0.5)(assumeNotNull(tripMs), recent), quantileExactInclusive(0.5)(assumeNotNull(tripMs))) AS medianMs
    FROM mart_trip_delays AS trip
    INNER JOIN ref_plants AS plant ON plant.id = trip.destinationPlace
    WHERE trip.tripMs IS NOT NULL AND trip.endAt <= {asOf:DateTime64(3, 'UTC')} AND trip.endAt > {asOf:DateTime64(3, 'UTC')} - INTERVAL 28 DAY
    GROUP BY terminal, cluster
) AS way ON way.terminal = stay.terminal AND way.cluster = needed.said.3
COMMENT 'Import boxes in the yard at a moment: whether they can be picked up, for whom, how long queue and way are then.';
