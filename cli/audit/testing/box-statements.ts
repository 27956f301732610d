import { type ContainerEvent, type GateBox, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { aContainerEvent, aGateBox, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { eachOnce, histories } from './box-histories.ts';

const START = at('00:00');
const FACILITIES = ['BLTCT', 'BLTCT', 'BLTCT', 'BLCT6', 'NBDEP1', 'CX01', null] as const;

/** A few hours of a few days, to some minutes: what states one move again lies that near. */
const moment = fc
  .tuple(fc.nat(3), fc.nat(23), fc.constantFrom(0, 0, 20, 40))
  .map(([day, hour, minute]) => START + (day * 24 + hour) * HOUR_MS + minute * MINUTE_MS);

/** What several sources state of these boxes, to the day, the minute and the second. */
export function eventsOfBoxes(): ContainerEvent[] {
  const event = fc.record({
    eventTime: moment,
    eventCode: fc.constantFrom(
      ...[
        'DISC',
        'LOAD',
        'LOAD',
        'GTIN',
        'GTIN',
        'GTIN',
        'GTOT',
        'GTOT',
        'STUF',
        'STRP',
        'PICK',
        'DROP',
      ],
      ...['INSP', 'RSEA', 'RMVD', 'OTHR', 'OTHR', 'CHECKIN'],
    ),
    facility: fc.constantFrom(...FACILITIES),
    port: fc.constantFrom('NINGBO', 'NINGBO', 'NLRTM', null),
    emptyIndicator: fc.constantFrom(...(['EMPTY', 'LADEN', 'LADEN', null] as const)),
    sizeType: fc.constantFrom('22G1', '45G1', null),
    voyage: fc.constantFrom('014E', '014W', null),
    vesselImo: fc.constantFrom('9703291', null),
    callId: fc.constantFrom('CALL-1', 'CALL-2', null),
    trade: fc.constantFrom('IMPORT', 'EXPORT', null, null),
    transshipment: fc.constantFrom(true, false, false, false),
    booking: fc.constantFrom('B-1', 'B-2', null),
    references: fc.constantFrom([], ['PO:1'], ['FF:9', 'PO:2', 'PO:1']),
    seals: fc.constantFrom([], ['S1']),
    source: fc.constantFrom('dcsa', 'edifact', 'jsonl'),
    precision: fc.constantFrom(...(['DAY', 'MINUTE', 'MINUTE', 'SECOND'] as const)),
    classifier: fc.constantFrom(...(['ACT', 'ACT', 'ACT', 'ACT', 'EST', 'PLN'] as const)),
    hoursLater: fc.nat(9),
  });
  return eachOnce(
    histories(event).flatMap((events, box) =>
      events.map(({ eventTime, hoursLater, ...set }) =>
        aContainerEvent({
          ...set,
          container: `BOX${box}`,
          eventTime: toThe(set.precision, eventTime),
          recordedAt: eventTime + hoursLater * HOUR_MS,
        }),
      ),
    ),
  );
}

/** What gates state of them. */
export function gatesOfBoxes(): GateBox[] {
  const gate = fc.record({
    eventTime: moment,
    direction: fc.constantFrom(...(['IN', 'OUT'] as const)),
    facility: fc.constantFrom('BLTCT', 'BLTCT', 'BLCT6', 'NBDEP1'),
    emptyIndicator: fc.constantFrom(...(['EMPTY', 'LADEN', 'LADEN', null] as const)),
    booking: fc.constantFrom('B-1', 'B-2', null),
    plate: fc.constantFrom('浙B12345', null),
    precision: fc.constantFrom(...(['DAY', 'MINUTE', 'SECOND'] as const)),
  });
  return eachOnce(
    histories(gate).flatMap((gates, box) =>
      gates.slice(0, 3).map(({ eventTime, ...set }) =>
        aGateBox({
          ...set,
          container: `BOX${box}`,
          eventTime: toThe(set.precision, eventTime),
        }),
      ),
    ),
  );
}

/** What is stated to the day stands at its beginning. */
function toThe(precision: ContainerEvent['precision'], momentMs: number): number {
  return precision === 'DAY' ? momentMs - ((momentMs - START) % (24 * HOUR_MS)) : momentMs;
}
