import {
  appointmentArrivals,
  gateTransactions,
  plateAppointments,
  truckPassages,
  truckVisits,
} from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/**
 * On which appointments each visit came: those that its gates named, else slots of the truck at that terminal, within
 * six hours of its first gate, that no other visit took; those for its boxes, without such the nearest. Visits are
 * taken as they are audited; what the truck did after its last gate tells nothing more of its arrival.
 */
export const auditedAppointmentArrivals: AuditedMetric = {
  topic: appointmentArrivals,
  processor: 'truck-visits',
  compared: [
    ...['eventTime', 'appointment', 'appointmentId', 'linkedBy', 'visit', 'plate', 'facility'],
    ...['facilityGroup', 'arrivedAt', 'arrivalBasis', 'gateAt', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH came AS (
      SELECT *, arrayDistinct(arrayFilter(x -> x != '', arrayMap(x -> x.named, gates))) AS named, gates[1].at AS firstAt, gates[-1].at AS lastAt
      FROM (
        SELECT visit.id AS visit, any(visit.plate) AS plate, any(visit.facility) AS facility, any(visit.facilityGroup) AS facilityGroup, any(${ms('visit.gateInAt')}) AS inAt,
          any(${ms('visit.queueStartAt')}) AS queuedAt, any(visit.quality) AS quality, any(visit.causes) AS causes, any(visit.causeCount) AS causeCount,
          arraySort(groupArray(CAST((${ms('gate.eventTime')}, gate.direction != 'IN', gate.id, ifNull(gate.appointmentId, ''), gate.boxes.container), '${GATE}'))) AS gates
        FROM (SELECT *, arrayJoin(causes) AS cause FROM ${accepted(truckVisits)}) AS visit
        INNER JOIN ${accepted(gateTransactions)} AS gate ON concat('gate.transactions/', gate.id) = visit.cause
        GROUP BY visit.id
      )
    ),
    happened AS (
      SELECT plate, CAST((${ms('eventTime')}, 0, 0, id, appointmentId, stands, facility, ${ms('slotStart')}, ${ms('slotEnd')}, [], [ifNull(container, '')], ''), '${EVENT}') AS event
      FROM ${accepted(plateAppointments)}
      UNION ALL
      SELECT plate, CAST((gate.at, 1, gate.out, gate.id, '', false, facility, firstAt, firstAt, arrayDistinct(arrayFilter(x -> x != '', arrayMap(x -> x.named, arraySlice(gates, 1, n)))),
        arrayFlatten(arrayMap(x -> x.boxes, arraySlice(gates, 1, n))), visit), '${EVENT}')
      FROM came ARRAY JOIN gates AS gate, arrayEnumerate(gates) AS n
    ),
    links AS (
      SELECT link.visit AS visit, link.appointments AS appointments, link.slots AS slots
      FROM (SELECT arrayFold((k, e) -> ${STEP}, arraySort(x -> (x.at, x.input, x.rank, x.id), groupArray(event)), CAST(([], []), '${KNOWN}')).links AS links FROM happened GROUP BY plate)
      ARRAY JOIN arrayFilter((link, i) -> NOT arrayExists((later, j) -> j > i AND later.visit = link.visit, links, arrayEnumerate(links)), links, arrayEnumerate(links)) AS link
    ),
    late AS (
      SELECT visit, groupArray(cause) AS causes FROM (SELECT visit, lastAt, arrayJoin(causes) AS cause FROM came) AS told
      INNER JOIN ${accepted(truckPassages)} AS passage ON concat('truck.passages/', passage.id) = told.cause WHERE ${ms('passage.eventTime')} >= lastAt GROUP BY visit
    )
    SELECT came.visit AS visit, plate, facility, facilityGroup, multiIf(notEmpty(named), 'GATE', notEmpty(links.slots), 'PLATE', NULL) AS linkedBy,
      multiIf(notEmpty(named), arraySlice(named, 1, 16), notEmpty(links.slots), links.appointments, [concat('walk-in:', visit)]) AS told,
      if(empty(named) AND notEmpty(links.slots), links.slots, arrayMap(x -> '', told)) AS ofSlots, appointment,
      concat(appointment, '/', visit) AS id, if(linkedBy IS NULL, NULL, appointment) AS appointmentId, if(inAt IS NULL, NULL, coalesce(queuedAt, inAt)) AS arrivedMs,
      ${time('arrivedMs')} AS arrivedAt, ${time('firstAt')} AS gateAt, coalesce(arrivedAt, gateAt) AS eventTime,
      multiIf(inAt IS NULL, NULL, queuedAt IS NOT NULL, 'QUEUE', quality = 'START_INFERRED', 'GEOFENCE', 'GATE') AS arrivalBasis,
      arrayConcat(arrayFilter(cause -> NOT has(late.causes, cause), came.causes), if(slot != '', [concat('plate.appointments/', slot)], [])) AS causes,
      came.causeCount - length(late.causes) + (slot != '') AS causeCount
    FROM came LEFT ANY JOIN links ON links.visit = came.visit LEFT ANY JOIN late ON late.visit = came.visit
    ARRAY JOIN told AS appointment, ofSlots AS slot
    WHERE ifNull(facility, '') NOT IN (SELECT id FROM ref_facilities WHERE kind = 'DEPOT')
    SETTINGS join_use_nulls = 0`,
};

const GATE = 'Tuple(at Int64, out Bool, id String, named String, boxes Array(String))';
/** A slot as it is stated (input 0), or a gate that a visit passes (1) with what its gates named and saw so far. */
const EVENT =
  'Tuple(at Int64, input UInt8, rank UInt8, id String, appointment String, stands Bool, facility Nullable(String), start Int64, end Int64, named Array(String), boxes Array(String), visit String)';
const SLOT =
  'Tuple(id String, appointment String, facility Nullable(String), start Int64, end Int64, box String, visit String)';
const LINKS = 'Array(Tuple(visit String, appointments Array(String), slots Array(String)))';
/** Slots of the truck, with the visit that took them, and which slots each visit took. */
const KNOWN = `Tuple(slots Array(${SLOT}), links ${LINKS})`;

const REACH_MS = 21_600_000;
const taken = 'arrayFirst(s -> s.appointment = e.appointment, k.slots).visit';
/** Of more than 32 slots the first of those that lie furthest ahead goes. */
const withoutFurthest =
  'if(length(kept) > 32, arrayFilter((s, i) -> i != indexOf(kept.start, arrayMax(kept.start)), kept, arrayEnumerate(kept)), kept)';
const stated = `if(NOT e.stands AND ${taken} = '', arrayFilter(s -> s.appointment != e.appointment, k.slots),
  arrayMap(kept -> ${withoutFurthest}, [arrayPushBack(arrayFilter(s -> s.appointment != e.appointment AND e.at - s.end <= ${REACH_MS}, k.slots),
    CAST((e.id, e.appointment, e.facility, e.start, e.end, e.boxes[1], ${taken}), '${SLOT}'))])[1])`;

const away = 'greatest(0, s.start - e.start, e.start - s.end)';
const near = `arrayFilter(s -> ifNull(s.facility = e.facility, false) AND s.visit IN ('', e.visit) AND ${away} <= ${REACH_MS}, k.slots)`;
const forBoxes = `arrayFilter(s -> s.box != '' AND has(e.boxes, s.box), ${near})`;
const nearest = `arraySlice(arraySort((s, place) -> (${away}, place), ${near}, arrayEnumerate(${near})), 1, 1)`;
const best = `multiIf(notEmpty(e.named), CAST([], 'Array(${SLOT})'), notEmpty(${forBoxes}), ${forBoxes}, ${nearest})`;
const passed = `arrayMap(best -> CAST((arrayMap(s -> CAST((s.id, s.appointment, s.facility, s.start, s.end, s.box,
    multiIf(has(best.appointment, s.appointment) OR has(e.named, s.appointment), if(s.visit = '', e.visit, s.visit), s.visit = e.visit, '', s.visit)), '${SLOT}'), k.slots),
  arrayConcat(k.links, CAST([(e.visit, best.appointment, best.id)], '${LINKS}'))), '${KNOWN}'), [${best}])[1]`;
const STEP = `if(e.input = 0, CAST((${stated}, k.links), '${KNOWN}'), ${passed})`;
