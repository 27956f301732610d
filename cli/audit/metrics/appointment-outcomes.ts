import { appointmentArrivals, appointmentOutcomes, truckAppointments } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/**
 * The first arrival against the slot that was granted last before it, of versions of one moment the highest. A cancellation counts that no later grant undid
 * and that came before the truck was a no-show; what was stated after the arrival judges nothing.
 */
export const auditedAppointmentOutcomes: AuditedMetric = {
  topic: appointmentOutcomes,
  processor: 'appointment-outcomes',
  compared: [
    ...['eventTime', 'appointment', 'appointmentId', 'outcome', 'rule', 'confirmed', 'versions'],
    ...['judgedVersion', 'facility', 'facilityGroup', 'moveType', 'container', 'plate', 'haulier'],
    ...['slotStart', 'slotEnd', 'noShowAt', 'arrivedAt', 'arrivalBasis', 'offsetMs'],
    ...['cancelledAt', 'visit', 'arrivals', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH stated AS (
      SELECT appointmentId AS appointment, ${ms('eventTime')} AS at, 0 AS input, id, status, version, facility, facilityGroup, ${ms('slotStart')} AS slotStart, ${ms('slotEnd')} AS slotEnd,
        moveType, container, plate, haulier, CAST(NULL, 'Nullable(String)') AS named, '' AS visit, CAST(NULL, 'Nullable(Int64)') AS arrivedAt, CAST(NULL, 'Nullable(String)') AS basis, toInt64(0) AS gateAt
      FROM ${accepted(truckAppointments)}
      UNION ALL
      SELECT appointment, ${ms('eventTime')}, 1, id, 'ARRIVED', 0, facility, facilityGroup, 0, 0, NULL, NULL, plate, NULL, appointmentId, visit, ${ms('arrivedAt')}, arrivalBasis, ${ms('gateAt')}
      FROM ${accepted(appointmentArrivals)}
    ),
    lists AS (
      SELECT appointment, arraySort(x -> (x.at, x.input, x.version, x.id), groupArray(CAST((at, input, id, status, version, facility, facilityGroup, slotStart, slotEnd, moveType,
        container, plate, haulier, named, visit, arrivedAt, basis, gateAt), '${STATED}'))) AS said
      FROM stated GROUP BY appointment
    ),
    places AS (
      SELECT appointment, said, arrayCount(x -> x.input = 0, said) AS versions, arrayCount(x -> x.input = 1, said) AS arrivals,
        arrayFirstIndex(x -> x.input = 1, said) AS came, if(came > 0, arraySlice(said, 1, came - 1), said) AS before,
        arrayLastIndex(x -> x.status NOT IN ('REQUESTED', 'CANCELLED', 'TERMINAL_CANCELLED'), before) AS granted,
        arrayLastIndex(x -> x.status NOT IN ('CANCELLED', 'TERMINAL_CANCELLED'), before) AS spoken,
        if(spoken > 0, spoken, arrayFirstIndex(x -> x.status IN ('CANCELLED', 'TERMINAL_CANCELLED'), before)) AS stated,
        arrayLast(i -> before[i].status IN ('CANCELLED', 'TERMINAL_CANCELLED') AND before[i].at <= 14400000 + before[multiIf(granted > 0, granted,
          arrayLastIndex((x, j) -> j < i AND x.status = 'REQUESTED', before, arrayEnumerate(before)) > 0, arrayLastIndex((x, j) -> j < i AND x.status = 'REQUESTED', before, arrayEnumerate(before)),
          arrayFirstIndex(x -> x.status IN ('CANCELLED', 'TERMINAL_CANCELLED'), before))].slotEnd, arrayFilter(i -> i > granted, arrayEnumerate(before))) AS dropped
      FROM lists
    ),
    parts AS (
      SELECT *, said[came] AS coming, if(granted > 0, granted, stated) AS judged, before[judged] AS plan, before[dropped] AS drop, came > 0 AS isThere, judged > 0 AS isPlanned FROM places
      WHERE came > 0 OR judged > 0
    )
    SELECT appointment AS id, appointment, if(isPlanned, appointment, coming.named) AS appointmentId,
      ${time('if(isPlanned, plan.slotStart, ifNull(coming.arrivedAt, coming.gateAt))')} AS eventTime, granted > 0 AS confirmed, versions, arrivals,
      if(granted > 0, plan.version, NULL) AS judgedVersion, coalesce(plan.facility, coming.facility) AS facility, coalesce(plan.facilityGroup, coming.facilityGroup) AS facilityGroup,
      plan.moveType AS moveType, plan.container AS container, coalesce(coming.plate, plan.plate) AS plate, plan.haulier AS haulier,
      ${time('if(isPlanned, plan.slotStart, NULL)')} AS slotStart, ${time('if(isPlanned, plan.slotEnd, NULL)')} AS slotEnd, ${time('if(isPlanned, plan.slotEnd + 14400000, NULL)')} AS noShowAt,
      ${time('coming.arrivedAt')} AS arrivedAt, coming.basis AS arrivalBasis, ${time('if(dropped > 0, drop.at, NULL)')} AS cancelledAt, if(isThere, coming.visit, NULL) AS visit,
      if(granted > 0, multiIf(coming.arrivedAt < plan.slotStart, coming.arrivedAt - plan.slotStart, coming.arrivedAt > plan.slotEnd, coming.arrivedAt - plan.slotEnd, coming.arrivedAt IS NULL, NULL, 0), NULL) AS offsetMs,
      multiIf(dropped > 0 AND drop.status = 'TERMINAL_CANCELLED', 'TERMINAL_CANCELLED', dropped > 0, if(plan.slotStart - drop.at >= 86400000, 'CANCELLED_IN_TIME', 'CANCELLED_LATE'),
        NOT isThere, 'OPEN', granted = 0, 'WALK_IN', offsetMs IS NULL, 'UNTIMED', offsetMs < -1800000, 'EARLY', offsetMs > 1800000, 'LATE', 'ON_TIME') AS outcome,
      multiIf(dropped > 0, if(isThere, 'CAME_AFTER_CANCELLATION', NULL), outcome = 'UNTIMED', 'GATE_OUT_ONLY', outcome != 'WALK_IN' OR coming.named IS NULL, NULL,
        if(stated = 0, 'UNKNOWN_APPOINTMENT', 'NOT_CONFIRMED')) AS rule,
      arrayDistinct(arrayConcat(arrayMap(x -> concat('truck.appointments/', x), arrayFilter(x -> x != '', [arrayFirst(x -> x.input = 0, said).id, before[granted].id, before[stated].id, drop.id])),
        if(isThere, [concat('appointment.arrivals/', coming.id)], []))) AS causes, versions + arrivals AS causeCount
    FROM parts`,
};

const STATED =
  'Tuple(at Int64, input UInt8, id String, status String, version Int32, facility Nullable(String), facilityGroup Nullable(String), slotStart Int64, slotEnd Int64, moveType Nullable(String), container Nullable(String), plate Nullable(String), haulier Nullable(String), named Nullable(String), visit String, arrivedAt Nullable(Int64), basis Nullable(String), gateAt Int64)';
