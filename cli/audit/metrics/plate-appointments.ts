import { plateAppointments, truckAppointments } from '@landbridge/schemas';
import { type AuditedMetric, ms } from '../metric.ts';

/**
 * Who has a slot after each statement: the truck named last while the slot is granted; a request leaves it as it was. A
 * truck is told when it has it, and when it has it no more; of versions of one moment what the highest made of it.
 */
export const auditedPlateAppointments: AuditedMetric = {
  topic: plateAppointments,
  processor: 'appointment-plates',
  compared: [
    ...['eventTime', 'plate', 'appointmentId', 'stands', 'facility', 'slotStart', 'slotEnd'],
    ...['container', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH appointments AS (
      SELECT appointmentId, arraySort(x -> (x.at, x.version, x.id), groupArray(CAST((${ms('eventTime')}, version, stated.id, status, plate, eventTime, facility, slotStart, slotEnd, container), '${SAID}'))) AS said,
        arrayMap(x -> x.plate, arrayFill(x -> x.plate IS NOT NULL, said)) AS named,
        arrayMap((x, truck) -> if(x.status IN ('CONFIRMED', 'RESCHEDULED'), truck, NULL), said, named) AS granted,
        arrayFill((truck, x) -> x.status != 'REQUESTED', granted, said) AS holders
      FROM ${accepted(truckAppointments)} AS stated GROUP BY appointmentId
    )
    SELECT concat(truck, '/', event.id) AS id, assumeNotNull(told.1) AS truck, truck AS plate, event.eventTime AS eventTime, appointmentId, told.2 AS stands, event.facility AS facility,
      event.slotStart AS slotStart, event.slotEnd AS slotEnd, event.container AS container, [concat('truck.appointments/', event.id)] AS causes, 1 AS causeCount
    FROM appointments ARRAY JOIN said AS event, arrayEnumerate(said) AS place, holders AS holder, granted AS grant, arrayPushFront(arrayPopBack(holders), NULL) AS before
    ARRAY JOIN [(if(ifNull(before = holder, false), NULL, before), false), (grant, true)] AS told
    WHERE told.1 IS NOT NULL ORDER BY place DESC LIMIT 1 BY appointmentId, truck, eventTime`,
};

const SAID =
  "Tuple(at Int64, version Int32, id String, status String, plate Nullable(String), eventTime DateTime64(3, \\'UTC\\'), facility Nullable(String), slotStart DateTime64(3, \\'UTC\\'), slotEnd DateTime64(3, \\'UTC\\'), container Nullable(String))";
