-- Whom an incident touched and what it cost: the boxes aboard, the delay of the traversals that met it, and the
-- appointment to which each truck came next within six hours.
CREATE OR REPLACE VIEW mart_incident_costs AS
SELECT
    incidentId,
    any(kind) AS kind,
    arraySort(groupUniqArray(segment)) AS segments,
    min(validFrom) AS validFrom,
    if(countIf(validUntil IS NULL) > 0, NULL, max(validUntil)) AS validUntil,
    uniqExact(trip) AS trips,
    uniqExact(plate) AS trucks,
    arraySort(groupUniqArrayArray(containers)) AS containers,
    sum(exposedMs) AS exposedMs,
    sum(delayMs) AS trafficDelayMs,
    arraySort(arrayDistinct(groupArrayIf(appointmentId, isNext))) AS appointments,
    arraySort(arrayDistinct(groupArrayIf(appointmentId, isNext AND outcome = 'LATE'))) AS lateAppointments
FROM
(
    SELECT
        exposure.incidentId AS incidentId,
        exposure.kind AS kind,
        exposure.segment AS segment,
        exposure.validFrom AS validFrom,
        exposure.validUntil AS validUntil,
        exposure.trip AS trip,
        exposure.plate AS plate,
        exposure.containers AS containers,
        exposure.exposedMs AS exposedMs,
        ifNull(delay.trafficDelayMs, 0) AS delayMs,
        appointment.appointmentId AS appointmentId,
        appointment.outcome AS outcome,
        appointmentId != '' AND appointment.cameAt <= exposure.leftAt + INTERVAL 6 HOUR AS isNext
    FROM (SELECT *, concat(trip, '/', substring(id, length(incidentId) + 2)) AS part FROM incident_exposures FINAL) AS exposure
    LEFT JOIN (SELECT id, trafficDelayMs FROM traversal_delays FINAL) AS delay ON delay.id = exposure.part
    ASOF LEFT JOIN
    (
        SELECT ifNull(plate, '') AS plate, assumeNotNull(arrivedAt) AS cameAt, assumeNotNull(appointmentId) AS appointmentId, toString(outcome) AS outcome
        FROM appointment_outcomes FINAL
        WHERE arrivedAt IS NOT NULL AND appointmentId IS NOT NULL
    ) AS appointment ON appointment.plate = exposure.plate AND appointment.cameAt >= exposure.leftAt
)
GROUP BY incidentId
COMMENT 'Whom each incident touched: trips, trucks, boxes aboard, the next appointments of the trucks, and the traffic delay met there.';
