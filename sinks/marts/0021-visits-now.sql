-- A visit without an end stays open in its table; whether it is overdue depends on the moment: twelve hours, a default.
CREATE OR REPLACE VIEW at_visits AS
SELECT
    *,
    multiIf(
        gateOutAt IS NOT NULL, 'ENDED',
        gateInAt + INTERVAL 12 HOUR < {asOf:DateTime64(3, 'UTC')}, 'CENSORED',
        'OPEN') AS state
FROM mart_truck_visits
WHERE eventTime <= {asOf:DateTime64(3, 'UTC')}
COMMENT 'Visits with their state at a moment: ended, open, or without an end for more than twelve hours.';

CREATE OR REPLACE VIEW mart_visits AS
SELECT * FROM at_visits(asOf = (SELECT now FROM mart_now))
COMMENT 'Visits with their state at the latest event time: ended, open, or without an end for more than twelve hours (CENSORED, in no mean).';

-- Adherence = ON_TIME / all that count: confirmed, and neither cancelled in time nor by the terminal. Walk-ins are out.
CREATE OR REPLACE VIEW at_appointments AS
SELECT
    * EXCEPT (outcome),
    if(outcome = 'OPEN' AND noShowAt < {asOf:DateTime64(3, 'UTC')} AND confirmed, 'NO_SHOW', toString(outcome)) AS outcome,
    confirmed AND outcome IN ('ON_TIME', 'EARLY', 'LATE', 'NO_SHOW', 'CANCELLED_LATE') AS counts
FROM mart_appointment_outcomes
COMMENT 'Appointments with what became of them by a moment: an open one past its limit is a no-show.';

CREATE OR REPLACE VIEW mart_appointments AS
SELECT * FROM at_appointments(asOf = (SELECT now FROM mart_now))
COMMENT 'Appointments with what became of them by the latest event time, and whether they count for adherence.';

CREATE OR REPLACE VIEW mart_adherence AS
SELECT
    facility AS terminal,
    facilityGroup AS terminalGroup,
    toDate(slotStart, 'Asia/Shanghai') AS day,
    toStartOfHour(slotStart) AS slotHourAt,
    countIf(counts) AS appointments,
    countIf(outcome = 'ON_TIME') AS onTime,
    countIf(counts AND outcome = 'EARLY') AS early,
    countIf(counts AND outcome = 'LATE') AS late,
    countIf(counts AND outcome = 'NO_SHOW') AS noShow,
    countIf(counts AND outcome = 'CANCELLED_LATE') AS cancelledLate,
    if(appointments = 0, NULL, onTime / appointments) AS adherence
FROM mart_appointments
WHERE slotStart IS NOT NULL
GROUP BY terminal, terminalGroup, day, slotHourAt
COMMENT 'Appointment adherence by terminal and hour of the slot: on time of all that were confirmed and not cancelled in time.';
