-- In place of the view of 0011: the truck of a slot that has begun is expected until it comes or the slot is over, and its
-- box is not due without one. A truck that came before its slot is expected no more. The quota stays what was confirmed.
CREATE OR REPLACE VIEW at_truck_wave AS
SELECT
    terminal,
    any(terminalGroup) AS terminalGroup,
    hourAt,
    sum(slots) AS slotQuota,
    sum(pickups) AS slotPickups,
    sum(dropOffs) AS slotDropOffs,
    sum(due) AS boxesDue,
    sum(coming) + boxesDue AS trucksExpected
FROM
(
    SELECT
        terminal, terminalGroup, toStartOfHour(greatest(slotStart, {asOf:DateTime64(3, 'UTC')})) AS hourAt,
        toUInt8(slotStart >= {asOf:DateTime64(3, 'UTC')}) AS slots,
        toUInt8(slots AND startsWith(ifNull(moveType, ''), 'PICKUP')) AS pickups, toUInt8(slots AND ifNull(moveType IN ('DROP_FULL', 'RETURN_EMPTY'), 0)) AS dropOffs,
        toUInt8(appointmentId NOT IN
        (
            SELECT assumeNotNull(appointmentId) FROM mart_appointment_outcomes
            WHERE appointmentId IS NOT NULL AND arrivedAt <= {asOf:DateTime64(3, 'UTC')} AND arrivedAt > {asOf:DateTime64(3, 'UTC')} - INTERVAL 2 DAY
        )) AS coming,
        0 AS due
    FROM at_slots(asOf = {asOf:DateTime64(3, 'UTC')})
    WHERE status IN ('CONFIRMED', 'RESCHEDULED') AND (slots OR coming)
        AND slotEnd > {asOf:DateTime64(3, 'UTC')} AND slotStart < {asOf:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
    UNION ALL
    SELECT
        stay.terminal, stay.terminalGroup,
        toStartOfHour(greatest(addMilliseconds(stay.startAt, toInt64(usual.medianMs)), {asOf:DateTime64(3, 'UTC')})) AS hourAt, 0, 0, 0, 0, 1
    FROM at_open_stays(asOf = {asOf:DateTime64(3, 'UTC')}) AS stay
    INNER JOIN
    (
        SELECT facility, quantileExactInclusive(0.5)(assumeNotNull(dwellMs)) AS medianMs
        FROM mart_yard_dwells
        WHERE dwellClass = 'IMPORT' AND dwellMs IS NOT NULL
            AND endAt <= {asOf:DateTime64(3, 'UTC')} AND endAt > {asOf:DateTime64(3, 'UTC')} - INTERVAL 28 DAY
        GROUP BY facility
    ) AS usual ON usual.facility = stay.terminal
    WHERE stay.dwellClass = 'IMPORT' AND addMilliseconds(stay.startAt, toInt64(usual.medianMs)) < {asOf:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
        AND stay.container NOT IN
        (
            SELECT container FROM at_slots(asOf = {asOf:DateTime64(3, 'UTC')})
            WHERE status IN ('CONFIRMED', 'RESCHEDULED') AND container IS NOT NULL AND slotEnd > {asOf:DateTime64(3, 'UTC')}
        )
)
GROUP BY terminal, hourAt
COMMENT 'Trucks expected at each terminal in each of the 24 hours after a moment: those of confirmed slots that have not come, and of boxes due out without one.';
