CREATE OR REPLACE VIEW mart_traversals AS
SELECT
    traversal.segment AS segment,
    nullIf(road.road, '') AS road,
    nullIf(road.class, '') AS class,
    traversal.plate AS plate,
    traversal.trip AS trip,
    traversal.eventTime AS enteredAt,
    traversal.leftAt AS leftAt,
    toStartOfFifteenMinutes(traversal.eventTime) AS quarter,
    traversal.travelMs AS travelMs,
    traversal.stoppedMs AS stoppedMs,
    traversal.lengthM AS lengthM,
    if(traversal.travelMs > 0, traversal.lengthM / traversal.travelMs * 3600, NULL) AS truckKmh,
    delay.speedKmh AS feedKmh,
    delay.level AS feedLevel,
    delay.conditionAgeMs AS conditionAgeMs,
    if(delay.known, delay.referenceMs, NULL) AS referenceMs,
    delay.trafficDelayMs AS trafficDelayMs,
    delay.known AND delay.attributed AS attributed,
    if(road.freeFlowKmh > 0, road.freeFlowKmh, NULL) AS freeFlowKmh,
    if(road.limitKmh > 0, road.limitKmh, NULL) AS limitKmh,
    length(traversal.containers) AS boxes,
    traversal.id AS id
FROM mart_truck_traversals AS traversal
LEFT ANY JOIN
(
    SELECT segment, trip, eventTime, referenceMs, speedKmh, level, conditionAgeMs, trafficDelayMs, attributed, true AS known
    FROM mart_traversal_delays
) AS delay ON delay.segment = traversal.segment AND delay.trip = traversal.trip AND delay.eventTime = traversal.eventTime
LEFT ANY JOIN ref_segments AS road ON road.id = traversal.segment
COMMENT 'One truck on one road segment, with the traffic that was in force when it entered.';

CREATE OR REPLACE VIEW mart_segment_quarters AS
SELECT
    segment,
    any(road) AS road,
    any(class) AS class,
    quarter,
    count() AS traversals,
    uniqExact(plate) AS trucks,
    avg(truckKmh) AS truckKmh,
    avg(feedKmh) AS feedKmh,
    any(freeFlowKmh) AS freeFlowKmh,
    quantileExact(0.5)(travelMs) AS travelMsMedian,
    quantileExact(0.95)(travelMs) AS travelMsP95,
    sum(trafficDelayMs) AS trafficDelayMs,
    countIf(attributed) / count() AS coverage,
    sum(boxes) AS boxes
FROM mart_traversals
GROUP BY segment, quarter
COMMENT 'Trucks, speed and delay for each road segment and quarter of an hour.';
