import { type CallBox, HOUR_MS, type VesselCall } from '@landbridge/schemas';
import { aCallBox, at, aVesselCall } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { eachOnce, histories, momentOf } from './box-histories.ts';

const START = at('00:00');
const hour = fc.nat(60);

/** What is stated of many vessel calls, and which boxes these are to load. */
export function listsOfCalls(): { call: VesselCall[]; box: CallBox[] } {
  const statement = fc.record({
    hour,
    milestone: fc.constantFrom(
      ...(['BERTHED', 'CARGO_CLOSING', 'CARGO_CLOSING', 'DEPARTED', 'DEPARTED'] as const),
    ),
    classifier: fc.constantFrom(...(['ACT', 'EST', 'PLN'] as const)),
    expectedHour: fc.option(fc.nat(60)),
    facility: fc.constantFrom('BLTCT', 'BLCT6', null),
    vesselImo: fc.constantFrom('9703291', null),
    voyageOut: fc.constantFrom('014W', null),
  });
  const listed = fc.record({
    hour,
    container: fc.constantFrom('CSQU3054383', 'NBXU1234568', 'ABCU1234560'),
    status: fc.constantFrom(...(['PLANNED', 'PLANNED', 'CANCELLED', 'LOADED'] as const)),
    voyage: fc.constantFrom('014W', '015W', null),
    vesselImo: fc.constantFrom('9703291', null),
    facility: fc.constantFrom('BLTCT', null),
  });
  const call = histories(statement).flatMap((statements, number) =>
    statements.map(({ hour: hours, expectedHour, ...set }, nth) =>
      aVesselCall({
        ...set,
        id: `jsonl:CALL-${number}:${nth}`,
        callId: `CALL-${number}`,
        eventTime: START + hours * HOUR_MS,
        expectedAt: set.classifier === 'ACT' ? null : momentOf(expectedHour),
      }),
    ),
  );
  const box = histories(listed).flatMap((boxes, number) =>
    boxes
      .toSorted((a, b) => a.hour - b.hour)
      .map(({ hour: hours, ...set }) =>
        aCallBox({ ...set, callId: `CALL-${number}`, eventTime: START + hours * HOUR_MS }),
      ),
  );
  return { call, box: eachOnce(box).filter(isNews()) };
}

/** A box that is on a call's list is not put on it again before it was taken off. */
function isNews(): (box: CallBox) => boolean {
  const listed = new Set<string>();
  return ({ callId, container, status }) => {
    const name = `${callId}/${container}`;
    const isListed = listed.has(name);
    if (status === 'PLANNED') listed.add(name);
    else listed.delete(name);
    return status !== 'PLANNED' || !isListed;
  };
}
