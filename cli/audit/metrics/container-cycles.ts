import { containerCycles } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';
import { placedMoves } from './placed-moves.ts';

/**
 * The uses of a box one after the other, as one fold over its moves: a row says by index which moves it is made of. A
 * use ends with the empty gate-in, with a loading if a discharge elsewhere or an empty gate-out comes next, with its
 * reuse, or where the next one begins.
 */
export const auditedContainerCycles: AuditedMetric = {
  topic: containerCycles,
  processor: 'container-cycles',
  compared: [
    ...['eventTime', 'container', 'kind', 'startAt', 'endAt', 'cycleMs', 'startMove', 'endMove'],
    ...['startFacility', 'startGroup', 'endFacility', 'endGroup', 'endedBy', 'streetTurn'],
    ...['booking', 'bookingChanged', 'quality', 'qualityRule', 'startEventId', 'endEventId'],
    ...['causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH boxes AS (
      SELECT container, arraySort(x -> (x.at, x.rank, x.id), groupArray(CAST((${ms('eventTime')}, rank, id, move, place, facility, facilityGroup, emptyIndicator,
        port, voyage, booking, arraySlice(seals, 1, 8), transshipment, overQuay), '${SEEN}'))) AS happened
      FROM ${placedMoves(accepted)}
      WHERE ifNull(trade, '') != 'RESTOW' AND move IN ('DISC', 'LOAD', 'GTIN', 'GTOT', 'STUF', 'STRP')
      GROUP BY container
    ),
    folded AS (
      SELECT container, happened, arrayFold((k, e) -> ${STEP}, arrayMap((x, i) -> CAST((i, x.at, x.move, x.place, x.facility, x.load, x.port, x.voyage, x.booking,
        x.seals, x.trans, x.overQuay), '${EVENT}'), happened, arrayEnumerate(happened)), CAST((${NO_USE}, ${NO_EVENT}, []), '${KNOWN}')) AS known
      FROM boxes
    )
    SELECT told.use AS use, happened[use.first.i] AS start, happened[told.end] AS end, container, start.id AS id, ${time('start.at')} AS eventTime,
      multiIf(NOT use.laden, if(ifNull(start.load = 'EMPTY', false), 'EMPTY', 'UNKNOWN'), NOT use.discharged, if(use.out.i = 0, 'EXPORT', 'IMPORT'),
        use.loaded.i > 0 AND use.out.i = 0, 'TRANSSHIPMENT', 'IMPORT') AS kind,
      told.end > 0 AS over, ${time('if(use.begun, start.at, NULL)')} AS startAt, ${time('if(over, end.at, NULL)')} AS endAt, if(use.begun AND over, end.at - start.at, NULL) AS cycleMs,
      ${['move AS startMove', 'facility AS startFacility', 'facilityGroup AS startGroup', 'id AS startEventId'].map((field) => `if(use.begun, start.${field.replace(' AS', ', NULL) AS')}`).join(', ')},
      ${['move AS endMove', 'facility AS endFacility', 'facilityGroup AS endGroup', 'id AS endEventId'].map((field) => `if(over, end.${field.replace(' AS', ', NULL) AS')}`).join(', ')},
      nullIf(told.by, '') AS endedBy, told.by = 'STREET_TURN' AS streetTurn, use.booking AS booking, use.rebooked > 0 AS bookingChanged,
      multiIf(NOT use.begun, 'NO_START', told.rule != '', 'END_INFERRED', 'COMPLETE') AS quality, nullIf(told.rule, '') AS qualityRule,
      arrayMap(i -> concat('container.moves/', happened[i].id), arrayDistinct(arrayFilter(i -> i > 0, [use.first.i, told.end, use.out.i, use.loaded.i, told.shown, use.rebooked]))) AS causes,
      length(causes) AS causeCount
    FROM folded ARRAY JOIN arrayConcat(known.rows, if(known.use.first.i = 0, [], [${rowOf('known.use', shipped('known.use'))}])) AS told`,
};

const SEEN =
  'Tuple(at Int64, rank UInt8, id String, move String, place String, facility Nullable(String), facilityGroup Nullable(String), load Nullable(String), port Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool, overQuay Bool)';
const EVENT =
  'Tuple(i UInt32, at Int64, kind String, place String, facility Nullable(String), load Nullable(String), port Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool, overQuay Bool)';
/** A use of the box, as far as it was seen (first.i 0: none); of a move it lacks, i is 0. */
const USE = `Tuple(first ${EVENT}, last ${EVENT}, begun Bool, discharged Bool, out ${EVENT}, laden Bool, loaded ${EVENT}, booking Nullable(String), rebooked UInt32)`;
const ROW = `Tuple(use ${USE}, by String, end UInt32, shown UInt32, rule String)`;
/** `ended`: what ended the use before, while there is none. */
const KNOWN = `Tuple(use ${USE}, ended ${EVENT}, rows Array(${ROW}))`;
const NO_EVENT = `CAST((0, 0, '', '', NULL, NULL, NULL, NULL, NULL, [], false, false), '${EVENT}')`;
const NO_USE = `CAST((${NO_EVENT}, ${NO_EVENT}, false, false, ${NO_EVENT}, false, ${NO_EVENT}, NULL, 0), '${USE}')`;

const HOUR = 3_600_000;
const SPAN_MS = 400 * 24 * HOUR;
/** What is loaded has left, as far as anybody here can see. */
function shipped(use: string): string {
  return `if(${use}.loaded.i > 0, 'LOADED', ''), ${use}.loaded.i, 0, ''`;
}
function rowOf(use: string, ending: string): string {
  return `CAST((${use}, ${ending}), '${ROW}')`;
}

const isEmpty = "ifNull(e.load = 'EMPTY', false)";
const isLaden = "ifNull(e.load = 'LADEN', false)";
const isUsed = 'use.first.i > 0';
const known = `if(${isUsed}, use.last, ended)`;
/** One and the same move, stated too far apart for one; nothing happened in between. */
const again = `arrayMap(last -> last.i > 0 AND last.kind = e.kind AND ifNull(last.facility = e.facility, true) AND ifNull(last.load = e.load, true)
  AND ifNull(last.port = e.port, last.port IS NULL AND e.port IS NULL)
  AND multiIf(${isEmpty}, e.at - last.at <= ${72 * HOUR}, e.overQuay, ifNull(last.voyage = e.voyage, false), ifNull(last.booking = e.booking, false)), [${known}])[1]`;

/** Back with what it left with: refused, inspected, or brought from another of our terminals. */
const returns = (
  out: string,
) => `(ifNull(${out}.booking = e.booking, false) OR hasAny(${out}.seals, e.seals)
  OR (ifNull(${out}.facility != e.facility, (${out}.facility IS NULL) != (e.facility IS NULL)) AND e.at - ${out}.at < ${24 * HOUR}
    AND ifNull(${out}.load = e.load, true) AND (${out}.trans OR e.trans OR ifNull(${out}.voyage = e.voyage, false))))`;
const reused = `(use.out.i > 0 AND ((e.kind = 'STUF' AND e.place NOT IN ('TERMINAL', 'ABROAD')) OR (e.kind = 'GTIN' AND ${isLaden} AND e.place = 'TERMINAL' AND NOT ${returns('use.out')})))`;
const isEmptyOut = `(e.kind = 'GTOT' AND ${isEmpty} AND e.place != 'PLANT')`;
const isEmptyIn = `(e.kind = 'GTIN' AND ${isEmpty} AND e.place != 'PLANT')`;
const comesBySea = "(e.kind = 'DISC' AND e.overQuay)";

/** How the move ends the use before it; '' not at all. */
const cut = `multiIf(NOT (${isUsed}), '',
  ${comesBySea}, multiIf(use.loaded.i = 0, 'NEXT_CYCLE', ifNull(use.loaded.port != e.port, (use.loaded.port IS NULL) != (e.port IS NULL)), 'DISCHARGED_ELSEWHERE',
    e.at - use.loaded.at <= ${72 * HOUR}, '', 'LOADED'),
  ${isEmptyOut}, if(use.loaded.i = 0, 'NEXT_CYCLE', 'LOADED'), ${reused}, 'STREET_TURN', '')`;
const cutEnd = `multiIf(cut = 'NEXT_CYCLE', use.last, cut = 'STREET_TURN', e, use.loaded)`;
const cutRow = rowOf(
  'use',
  `cut, ${cutEnd}.i, e.i, multiIf(cut != 'NEXT_CYCLE', '', ${comesBySea}, 'discharged-next', 'empty-out-next')`,
);

const begun = `(${isEmptyOut} OR cut = 'STREET_TURN' OR ${comesBySea} OR (cut = '' AND ended.i > 0 OR cut != '') AND e.kind = 'LOAD' AND ${isEmpty})`;
const startsNew = `(cut != '' OR NOT (${isUsed}))`;
/** Inland since it left laden, but not from a plant, until it is back in a terminal with its cargo. */
const out = `multiIf(e.kind = 'GTOT' AND ${isLaden} AND e.place != 'PLANT' AND before.loaded.i = 0, e,
  before.out.i > 0 AND e.kind = 'GTIN' AND e.place = 'TERMINAL' AND NOT ${isEmpty} AND ${returns('before.out')}, ${NO_EVENT}, before.out)`;
const goOn = `CAST((before.first, e, before.begun, before.discharged OR ${comesBySea}, ${out},
  before.laden OR ${isLaden} OR e.kind = 'STUF', multiIf(NOT e.overQuay, before.loaded, e.kind = 'LOAD', e, ${NO_EVENT}), coalesce(before.booking, e.booking),
  if(before.rebooked = 0 AND ifNull(before.booking != e.booking, false), e.i, before.rebooked)), '${USE}')`;
const newUse = `CAST((e, e, ${begun}, false, ${NO_EVENT}, false, ${NO_EVENT}, NULL, 0), '${USE}')`;

/** One move more; what is used twice is bound once. A use beyond the span of its row can no longer be ended. */
const STEP = `arrayMap(stale -> arrayMap((use, ended, told) -> if(${again}, CAST((use, ended, told), '${KNOWN}'), arrayMap(cut -> arrayMap(before -> arrayMap(now -> CAST((
      if(${isEmptyIn}, ${NO_USE}, now), if(${isEmptyIn}, e, ${NO_EVENT}),
      arrayConcat(told, if(cut = '', [], [${cutRow}]), if(${isEmptyIn}, [${rowOf('now', "'EMPTY_IN', e.i, 0, ''")}], []))), '${KNOWN}'),
    [${goOn}])[1], [if(${startsNew}, ${newUse}, use)])[1], [${cut}])[1]),
  [if(stale, ${NO_USE}, k.use)], [if(stale, ${NO_EVENT}, k.ended)],
  [if(stale, arrayPushBack(k.rows, ${rowOf('k.use', shipped('k.use'))}), k.rows)])[1], [k.use.first.i > 0 AND e.at - k.use.first.at > ${SPAN_MS}])[1]`;
