-- What a truck's time on a segment is measured against is a choice. The stored delay takes the free flow of the road
-- snapshot; a median of the past hangs on all the traffic there was, so that it is computed here and not in the stream.
CREATE OR REPLACE VIEW mart_usual_speeds AS
SELECT
    segment,
    (toDayOfWeek(enteredAt, 0, 'Asia/Shanghai') - 1) * 24 + toHour(enteredAt, 'Asia/Shanghai') AS hourOfWeek,
    count() AS traversals,
    quantileExactInclusive(0.5)(assumeNotNull(truckKmh)) AS usualKmh
FROM mart_traversals
WHERE truckKmh IS NOT NULL AND stoppedMs = 0
GROUP BY segment, hourOfWeek
COMMENT 'Median speed of trucks on each road segment by hour of the week, from Monday 00:00 in Shanghai.';

-- Off-peak, from 22:00 to 06:00: the 85th percentile of trucks is the free flow that trucks really have.
CREATE OR REPLACE VIEW mart_truck_free_flows AS
SELECT
    segment,
    count() AS traversals,
    quantileExactInclusive(0.85)(assumeNotNull(truckKmh)) AS freeFlowKmh,
    any(mart_traversals.freeFlowKmh) AS snapshotKmh
FROM mart_traversals
WHERE truckKmh IS NOT NULL AND stoppedMs = 0 AND NOT (toHour(enteredAt, 'Asia/Shanghai') BETWEEN 6 AND 21)
GROUP BY segment
COMMENT 'Free flow of trucks on each road segment: 85th percentile of their speeds between 22:00 and 06:00, beside that of the road snapshot.';

-- Delay by what it is measured against. An hour of the week with fewer than five traversals has no usual speed (default);
-- against the threshold (32.2 km/h or 60 % of the limit) at most 900 s count.
CREATE OR REPLACE VIEW mart_delays_by_reference AS
SELECT
    delay.segment AS segment,
    delay.trip AS trip,
    delay.eventTime AS enteredAt,
    delay.leftAt AS leftAt,
    delay.travelMs AS travelMs,
    delay.lengthM AS lengthM,
    multiIf(
        NOT delay.attributed, NULL,
        delay.speedKmh > 0, toInt64(round(least(toFloat64(delay.travelMs), delay.lengthM / delay.speedKmh * 3600))),
        delay.speedKmh IS NOT NULL, delay.travelMs,
        delay.referenceMs + delay.trafficDelayMs) AS explainedMs,
    usual.usualKmh AS usualKmh,
    delay.trafficDelayMs AS freeFlowDelayMs,
    -- `greatest` passes over what is unknown, so that it is asked first.
    if(explainedMs IS NULL, NULL, toInt64(round(greatest(0, explainedMs - delay.lengthM / road.limitKmh * 3600)))) AS limitDelayMs,
    if(explainedMs IS NULL, NULL, toInt64(round(least(900000, greatest(0, explainedMs - delay.lengthM / greatest(32.2, 0.6 * road.limitKmh) * 3600))))) AS thresholdDelayMs,
    if(explainedMs IS NULL OR usual.usualKmh IS NULL, NULL, toInt64(round(greatest(0, explainedMs - delay.lengthM / usual.usualKmh * 3600)))) AS usualDelayMs
FROM mart_traversal_delays AS delay
INNER JOIN ref_segments AS road ON road.id = delay.segment
LEFT ANY JOIN
(
    SELECT segment, hourOfWeek, CAST(usualKmh, 'Nullable(Float64)') AS usualKmh FROM mart_usual_speeds WHERE traversals >= 5
) AS usual ON usual.segment = delay.segment
    AND usual.hourOfWeek = (toDayOfWeek(delay.eventTime, 0, 'Asia/Shanghai') - 1) * 24 + toHour(delay.eventTime, 'Asia/Shanghai')
COMMENT 'Traffic delay of each truck on each segment against free flow, posted limit, threshold, and the usual speed of that hour of the week.';
