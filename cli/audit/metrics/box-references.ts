import { boxReferences, containerEvents } from '@landbridge/schemas';
import { type AuditedMetric, ms } from '../metric.ts';

/** Bookings and purchase orders of a box, each when it is first stated; the newest sixteen are remembered. */
export const auditedBoxReferences: AuditedMetric = {
  topic: boxReferences,
  processor: 'box-references',
  compared: ['eventTime', 'reference', 'container', 'causes', 'causeCount'],
  sql: (accepted) => `
    WITH boxes AS (
      SELECT box, arraySort(x -> (x.at, x.rank, x.id, x.place), groupArray(CAST((at, rank, id, place, key, eventTime), '${SAID}'))) AS said,
        arrayFold((k, e) -> if(has(k.known, e.key), k, CAST((arraySlice(arrayPushBack(k.known, e.key), -16), arrayPushBack(k.rows, e.i)), '${KNOWN}')),
          arrayMap((x, i) -> CAST((x.key, i), 'Tuple(key String, i UInt32)'), said, arrayEnumerate(said)), CAST(([], []), '${KNOWN}')).rows AS rows
      FROM (
        SELECT assumeNotNull(container) AS box, id, eventTime, ${ms('eventTime')} AS at,
          transform(eventCode, ['DISC', 'PICK', 'STRP', 'GTOT', 'DROP', 'STUF', 'GTIN', 'LOAD'], [1, 2, 3, 4, 5, 6, 7, 8], 9) AS rank, place, key
        FROM (SELECT *, arrayPushFront(arrayMap(x -> ${keyOf("'PO'", 'substring(x, 4)')}, arrayFilter(x -> startsWith(x, 'PO:'), references)), ${keyOf("'BKG'", "ifNull(booking, '')")}) AS keys FROM ${accepted(containerEvents)})
        ARRAY JOIN keys AS key, arrayEnumerate(keys) AS place
        WHERE container = subject AND key != ''
      )
      GROUP BY box
    )
    SELECT said[i].key AS reference, box AS container, concat(reference, '/', container, '@', said[i].id) AS id, said[i].eventTime AS eventTime,
      [concat('container.events/', said[i].id)] AS causes, 1 AS causeCount
    FROM boxes ARRAY JOIN rows AS i`,
};

const SAID =
  "Tuple(at Int64, rank UInt8, id String, place UInt32, key String, eventTime DateTime64(3, \\'UTC\\'))";
const KNOWN = 'Tuple(known Array(String), rows Array(UInt32))';

/** The key under which boxes and orders meet; '' where no number is named, or what is named is too long for one. */
export function keyOf(type: string, stated: string): string {
  const number = `upperUTF8(replaceRegexpAll(${stated}, '^\\\\s+|\\\\s+$', ''))`;
  return `if(lengthUTF8(${number}) BETWEEN 1 AND 64, concat(${type}, ':', ${number}), '')`;
}
