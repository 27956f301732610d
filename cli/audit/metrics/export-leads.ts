import { exportLeads } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';
import { boxHappenings } from './box-happenings.ts';
import { DELIVERY_SPAN_MS, WAYS } from './delivery-cuts.ts';

/** The plant of the order, of the move, or where the trip began. */
const OWN = {
  works: { type: 'Nullable(String)', order: 'works.id', move: 'works.id', trip: 'works.id' },
  toPlant: { type: 'String', order: 'said.plant' },
  cluster: { type: 'Nullable(String)', order: 'said.cluster' },
  orderId: { type: 'String', order: 'said.orderId' },
  stuffedAt: { type: 'Nullable(Int64)', order: ms('said.stuffedAt'), link: 'NULL' },
};

/**
 * An export from its stuffing, or the plant's laden gate-out, to the laden gate-in and the loading. Without either it
 * begins when its plant says that the box was stuffed, or with the trip that brought it. A box that comes back with what
 * was delivered to a plant, or is an import brought from another terminal, is no export.
 */
export const auditedExportLeads: AuditedMetric = {
  topic: exportLeads,
  processor: 'hinterland-deliveries',
  compared: [
    ...['eventTime', 'container', 'facility', 'facilityGroup', 'plant', 'cluster', 'orderId'],
    ...['booking', 'startBy', 'startAt', 'gatedInAt', 'loadedAt', 'leadMs', 'loadingMs', 'voyage'],
    ...['trip', 'plate', 'teu', 'quality', 'qualityRule', 'startEventId', 'endEventId'],
    ...['causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH boxes AS (${boxHappenings(accepted, { direction: 'OUTBOUND', tripEnd: 'originPlace', own: OWN })}),
    ways AS (SELECT container, happened, ${WAYS} AS known, known.deliveries AS cuts, known.brought AS brought FROM boxes),
    folded AS (
      SELECT container, happened, arrayFold((k, e) -> ${LEAD_STEP}, arrayMap((x, i) -> CAST((i, x.at, ${ACT}, NOT (x.trade = 'IMPORT' OR x.trans OR has(brought, i) OR ${IS_BACK})), '${LEAD_EVENT}'),
        happened, arrayEnumerate(happened)), CAST((${NO_LEAD}, []), '${LEADS}')) AS known
      FROM ways
    ),
    leads AS (
      SELECT container, lead.start > 0 AS begun, lead.gateIn > 0 AS isIn, lead.load > 0 AS isLoaded, happened[lead.start] AS start, happened[lead.gateIn] AS gateIn, happened[lead.load] AS load,
        if(begun, start, gateIn) AS first, arrayFilter(i -> i < lead.until, arrayEnumerate(happened)) AS past,
        arrayFilter(i -> i > lead.since AND happened[i].kind = 'ORDER', past) AS told,
        arraySlice(arrayFilter(i -> NOT arrayExists(j -> j != i AND happened[j].orderId = happened[i].orderId AND (happened[j].input < happened[i].input OR (happened[j].input = happened[i].input AND j > i)), told), told), -8) AS orders,
        arrayLast(i -> happened[i].input = 0, orders) AS named, if(named > 0, named, orders[-1]) AS chosen, chosen > 0 AS ordered, happened[chosen] AS order,
        arrayLast(x -> isIn AND x.works IS NOT NULL AND x.startAt <= gateIn.at AND gateIn.at - x.startAt <= 2592000000 AND ifNull(gateIn.at - x.endAt <= 43200000, true),
          arraySlice(arrayMap(i -> happened[i], arrayFilter(i -> happened[i].kind = 'TRIP', past)), -4)) AS ride, ride.id != '' AS ridden,
        if(isIn, gateIn.at, start.at) AS until,
        multiIf(begun AND lead.by = 'STUFFED', 'STUFFED', ordered AND ifNull(order.stuffedAt <= until AND until - order.stuffedAt <= 2592000000, false), 'PLANT_STATED',
          begun, 'PLANT_GATE', ridden, 'TRIP', '') AS by
      FROM folded ARRAY JOIN arrayPushBack(known.rows, known.lead) AS lead WHERE begun OR isIn
    )
    SELECT first.id AS id, container, ${byStart({ move: 'start.at', stated: 'order.stuffedAt', trip: 'ride.startAt' })} AS startMs,
      ${time('ifNull(startMs, first.at)')} AS eventTime, if(isIn, gateIn.facility, load.facility) AS facility, if(isIn, gateIn.facilityGroup, load.facilityGroup) AS facilityGroup,
      coalesce(start.works, if(ordered, coalesce(order.works, ride.works, order.toPlant), ride.works)) AS plant, coalesce(order.cluster, site.cluster) AS cluster,
      if(ordered, order.orderId, NULL) AS orderId, coalesce(gateIn.booking, start.booking, load.booking) AS booking, nullIf(by, '') AS startBy, ${time('startMs')} AS startAt,
      ${time('if(isIn, gateIn.at, NULL)')} AS gatedInAt, ${time('if(isLoaded, load.at, NULL)')} AS loadedAt, if(isIn, gateIn.at - startMs, NULL) AS leadMs,
      if(isIn AND isLoaded, load.at - gateIn.at, NULL) AS loadingMs, coalesce(load.voyage, gateIn.voyage) AS voyage, if(ridden, ride.trip, NULL) AS trip,
      coalesce(gateIn.plate, ride.plate) AS plate, coalesce(first.teu, gateIn.teu) AS teu,
      multiIf(by = '', 'NO_START', by IN ('STUFFED', 'PLANT_STATED'), 'COMPLETE', 'START_INFERRED') AS quality,
      transform(by, ['TRIP', 'PLANT_GATE'], ['left-plant-by-trip', 'left-plant-by-gate'], NULL) AS qualityRule,
      ${byStart({ move: 'start.id', stated: 'order.id', trip: 'ride.id' })} AS startEventId, if(isIn, gateIn.id, NULL) AS endEventId,
      arrayConcat(arrayMap(x -> concat('container.moves/', x), arrayFilter(x -> x != '', [start.id, gateIn.id, load.id])),
        if(ordered, [concat(if(order.input = 0, 'order.boxes/', 'order.links/'), order.id)], []), if(ridden, [concat('box.trips/', ride.id)], [])) AS causes, length(causes) AS causeCount
    FROM leads LEFT ANY JOIN ref_plants AS site ON site.id = coalesce(start.works, if(ordered, coalesce(order.works, ride.works), ride.works))`,
};

function byStart({ move, stated, trip }: { move: string; stated: string; trip: string }): string {
  return `multiIf(by IN ('STUFFED', 'PLANT_GATE'), ${move}, by = 'PLANT_STATED', ${stated}, by = 'TRIP', ${trip}, NULL)`;
}

/** What an event may do to an export, and whether it may begin one. */
const LEAD_EVENT = 'Tuple(i UInt32, at Int64, act String, begins Bool)';
/** By index what it is made of (0: not seen); orders count from `since` on, and nothing from `until` on. */
const LEAD =
  'Tuple(start UInt32, by String, gateIn UInt32, load UInt32, begunAt Int64, since UInt32, until UInt32)';
const LEADS = `Tuple(lead ${LEAD}, rows Array(${LEAD}))`;
const NO_LEAD = `CAST((0, '', 0, 0, 0, 0, 4294967295), '${LEAD}')`;

const ACT = `multiIf(
  x.kind = 'STUF' AND x.place NOT IN ('TERMINAL', 'ABROAD'), 'STUFFED',
  x.kind = 'GTOT' AND x.place = 'PLANT' AND ifNull(x.load = 'LADEN', false), 'PLANT_GATE',
  x.kind = 'GTIN' AND x.place = 'TERMINAL' AND ifNull(x.load = 'LADEN', false), 'IN',
  x.kind = 'LOAD' AND x.overQuay, 'LOADED',
  (x.kind IN ('GTIN', 'GTOT') AND x.place != 'PLANT' AND ifNull(x.load = 'EMPTY', false)) OR (x.kind = 'DISC' AND x.overQuay), 'OVER', '')`;
/** Whether the box was on its way to a plant and came back with what it left with. */
const IS_BACK = `(x.kind = 'GTIN' AND arrayExists(c -> NOT c.unseen AND c.out.i < i AND x.at - c.out.at <= ${DELIVERY_SPAN_MS} AND (c.until = 0 OR c.until >= i) AND (ifNull(c.out.booking = x.booking, false) OR hasAny(c.out.seals, x.seals)
  OR (ifNull(c.out.facility != x.facility, (c.out.facility IS NULL) != (x.facility IS NULL)) AND x.at - c.out.at < 86400000 AND ifNull(c.out.load = x.load, true)
    AND (c.out.trans OR x.trans OR ifNull(c.out.voyage = x.voyage, false)))), cuts))`;

const SPAN_MS = 6_048_000_000;
const isThere = '(k.lead.start > 0 OR k.lead.gateIn > 0)';
const lead = (start: string, by: string, gateIn: string, load: string, rest: string) =>
  `CAST((${start}, ${by}, ${gateIn}, ${load}, ${rest}), '${LEAD}')`;
const asBefore = (load: string) =>
  lead('k.lead.start', 'k.lead.by', 'k.lead.gateIn', load, 'k.lead.begunAt, k.lead.since, e.i');
const begunNow = lead('e.i', 'e.act', '0', '0', 'e.at, k.lead.since, 4294967295');
const noneFrom = (since: string) => lead('0', "''", '0', '0', `0, ${since}, 4294967295`);
const afterEvent = `multiIf(
  e.act IN ('STUFFED', 'PLANT_GATE'), if(${isThere} AND k.lead.gateIn = 0, k, CAST((${begunNow}, if(${isThere}, arrayPushBack(k.rows, ${asBefore('0')}), k.rows)), '${LEADS}')),
  e.act = 'IN', if(k.lead.gateIn > 0 OR NOT (${isThere} OR e.begins), k,
    CAST((${lead('k.lead.start', 'k.lead.by', 'e.i', '0', 'if(k.lead.start > 0, k.lead.begunAt, e.at), k.lead.since, 4294967295')}, k.rows), '${LEADS}')),
  e.act = 'LOADED' AND ${isThere}, CAST((${noneFrom('e.i')}, arrayPushBack(k.rows, ${asBefore('e.i')})), '${LEADS}'),
  e.act = 'OVER' AND ${isThere}, CAST((${noneFrom('e.i')}, arrayPushBack(k.rows, ${asBefore('0')})), '${LEADS}'), k)`;
/** What lies further back than rows may reach is over. */
const LEAD_STEP = `arrayMap(k -> ${afterEvent}, [if(${isThere} AND e.at - k.lead.begunAt > ${SPAN_MS},
  CAST((${noneFrom('k.lead.since')}, arrayPushBack(k.rows, ${asBefore('0')})), '${LEADS}'), k)])[1]`;
