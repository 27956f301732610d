-- In place of the views of 0021: what ended, came or was cancelled after the moment had not then.
CREATE OR REPLACE VIEW at_visits AS
SELECT
    *,
    multiIf(
        gateOutAt <= {asOf:DateTime64(3, 'UTC')}, 'ENDED',
        gateInAt + INTERVAL 12 HOUR < {asOf:DateTime64(3, 'UTC')}, 'CENSORED',
        'OPEN') AS state
FROM mart_truck_visits
WHERE eventTime <= {asOf:DateTime64(3, 'UTC')}
COMMENT 'Visits with their state at a moment: ended, open, or without an end for more than twelve hours.';

-- A cancellation decides where there is one; a truck that only its way out tells of came, at a time that nobody knows.
CREATE OR REPLACE VIEW at_appointments AS
SELECT
    *,
    confirmed AND outcome IN ('ON_TIME', 'EARLY', 'LATE', 'NO_SHOW', 'CANCELLED_LATE') AS counts
FROM
(
    SELECT
        stated.* EXCEPT (outcome),
        multiIf(
            stated.outcome != 'OPEN' AND ifNull(coalesce(stated.cancelledAt, stated.arrivedAt) <= {asOf:DateTime64(3, 'UTC')}, true), toString(stated.outcome),
            stated.noShowAt < {asOf:DateTime64(3, 'UTC')} AND stated.confirmed, 'NO_SHOW',
            'OPEN') AS outcome
    FROM mart_appointment_outcomes AS stated
)
COMMENT 'Appointments with what became of them by a moment: one past its limit is a no-show until the truck comes.';
