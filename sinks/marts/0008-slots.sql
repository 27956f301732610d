-- An appointment is what its last statement up to the moment says; a slot that was moved stays confirmed.
CREATE OR REPLACE VIEW at_slots AS
SELECT
    appointmentId,
    said.1 AS status,
    said.2 AS terminal,
    said.3 AS terminalGroup,
    said.4 AS slotStart,
    said.5 AS slotEnd,
    said.6 AS moveType,
    said.7 AS container,
    said.8 AS plate,
    said.9 AS haulier,
    said.10 AS version
FROM
(
    SELECT
        appointmentId,
        argMax((status, facility, facilityGroup, slotStart, slotEnd, moveType, container, plate, haulier, version), (eventTime, version, id)) AS said
    FROM mart_truck_appointments
    WHERE eventTime <= {asOf:DateTime64(3, 'UTC')} AND slotEnd >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 2 DAY
    GROUP BY appointmentId
)
COMMENT 'Appointments as they stand at a moment, those of long ago left out.';

CREATE OR REPLACE VIEW mart_slots AS
SELECT * FROM at_slots(asOf = (SELECT now FROM mart_now))
COMMENT 'Appointments as they stand at the latest event time, those of more than two days ago left out.';

-- Slot quota: how many slots of an hour are confirmed.
CREATE OR REPLACE VIEW mart_slot_quota AS
SELECT
    terminal,
    terminalGroup,
    toStartOfHour(slotStart) AS hourAt,
    count() AS confirmedSlots,
    countIf(moveType = 'PICKUP_FULL') AS pickups,
    countIf(moveType = 'DROP_FULL') AS dropOffs,
    countIf(moveType LIKE '%EMPTY%') AS empties
FROM
(
    SELECT
        said.1 AS status, said.2 AS terminal, said.3 AS terminalGroup, said.4 AS slotStart, said.5 AS moveType
    FROM
    (
        SELECT argMax((status, facility, facilityGroup, slotStart, moveType), (eventTime, version, id)) AS said
        FROM truck_appointments FINAL
        GROUP BY appointmentId
    )
    WHERE status IN ('CONFIRMED', 'RESCHEDULED')
)
GROUP BY terminal, terminalGroup, hourAt
COMMENT 'Slot quota: confirmed slots of each terminal and hour.';
