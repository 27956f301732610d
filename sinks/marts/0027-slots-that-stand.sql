-- In place of the view of 0008: a slot that was moved to an earlier day is not where it was before. What an appointment
-- says last is chosen first, and only then asked whether it is long over. Statements are read twice, so that only those
-- appointments are held in memory of which any statement speaks of these days.
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
    WHERE eventTime <= {asOf:DateTime64(3, 'UTC')} AND appointmentId IN
    (
        SELECT appointmentId FROM mart_truck_appointments
        WHERE eventTime <= {asOf:DateTime64(3, 'UTC')} AND slotEnd >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 2 DAY
    )
    GROUP BY appointmentId
)
WHERE said.5 >= {asOf:DateTime64(3, 'UTC')} - INTERVAL 2 DAY
COMMENT 'Appointments as they stand at a moment, those of long ago left out.';
