import {
  type BoxDeparture,
  type BoxTrip,
  type ContainerEvent,
  type ContainerMove,
  type Header,
  HOUR_MS,
  type OrderBox,
  type OrderLink,
} from '@landbridge/schemas';
import {
  aBoxDeparture,
  aBoxTrip,
  aContainerEvent,
  aContainerMove,
  anOrderBox,
  anOrderLink,
  at,
} from '@landbridge/schemas/testing';
import fc from 'fast-check';

const seed = Number(process.env['SEED'] ?? 1);
const START = at('00:00');
const BOXES = 150;

/** Histories of many boxes or orders at once: one look at the warehouse judges them all. */
export function histories<Part>(part: fc.Arbitrary<Part>): Part[][] {
  return fc.sample(fc.array(part, { minLength: 1, maxLength: 9 }), { seed, numRuns: BOXES });
}

/** An hour of the first days mostly, so that things lie near each other. */
function hourUntil(hoursMax: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.nat(100) },
    { weight: 1, arbitrary: fc.nat(hoursMax) },
  );
}

/** Moves of many boxes; those stated to the day stand at its beginning. */
export function movesOfBoxes({ hoursMax }: { hoursMax: number }): ContainerMove[] {
  const move = fc.record({
    move: fc.constantFrom('DISC', 'LOAD', 'GTIN', 'GTOT', 'GTOT', 'STUF', 'STRP'),
    hour: hourUntil(hoursMax),
    facility: fc.constantFrom('BLTCT', 'BLTCT', 'BLTCT', 'BLCT6', 'NBDEP1', 'CX01', null),
    port: fc.constantFrom('NINGBO', 'NINGBO', 'NINGBO', 'NLRTM', null),
    mode: fc.constantFrom('VESSEL', 'TRUCK', null),
    emptyIndicator: fc.constantFrom('EMPTY', 'LADEN', 'LADEN', 'LADEN', null),
    voyage: fc.constantFrom('014E', '014W', null),
    booking: fc.constantFrom('B-1', 'B-2', null),
    seals: fc.constantFrom([], [], ['S1'], ['S1', 'S2']),
    trade: fc.constantFrom('IMPORT', 'EXPORT', null, null, null),
    precision: fc.constantFrom('DAY', 'MINUTE', 'MINUTE'),
    transshipment: fc.constantFrom(true, false, false, false, false),
  });
  return histories(move).flatMap((moves, box) =>
    moves.map(({ hour, ...set }, number) => {
      const hours = set.precision === 'DAY' ? hour - (hour % 24) : hour;
      const eventTime = START + hours * HOUR_MS;
      const container = `BOX${box}`;
      const id = `${container}:${number}`;
      return aContainerMove({ ...set, id, container, eventTime } as Partial<ContainerMove>);
    }),
  );
}

/** Trips with these boxes aboard. */
export function tripsOfBoxes(): BoxTrip[] {
  const trip = fc.record({
    hour: fc.nat(100),
    hours: fc.option(fc.nat(6)),
    destinationPlace: fc.constantFrom('CX01', 'YY01', 'BLTCT', null),
    originPlace: fc.constantFrom('CX01', 'BLTCT', null),
  });
  return histories(trip).flatMap((trips, box) =>
    trips.slice(0, 3).map(({ hour, hours, ...places }, number) => {
      const startAt = START + hour * HOUR_MS;
      const endAt = hours === null ? null : startAt + hours * HOUR_MS;
      const named = { container: `BOX${box}`, trip: `P-${box}/${number}` };
      return aBoxTrip({ ...named, eventTime: startAt, startAt, endAt, ...places });
    }),
  );
}

/** What the calls that these boxes are to be loaded on do. */
export function departuresOfBoxes(): BoxDeparture[] {
  const departure = fc.record({
    hour: hourUntil(10_000),
    callId: fc.constantFrom('CALL-1', 'CALL-2', 'CALL-3'),
    milestone: fc.constantFrom(
      ...(['PLANNED', 'CLOSING_CHANGED', 'CANCELLED', 'DEPARTED', 'DEPARTED'] as const),
    ),
    voyage: fc.constantFrom('014E', '014W', null),
    closingHour: fc.option(fc.nat(200)),
  });
  return eachOnce(
    histories(departure).flatMap((departures, box) =>
      departures.map(({ hour, closingHour, ...set }) =>
        aBoxDeparture({
          ...set,
          container: `BOX${box}`,
          eventTime: START + hour * HOUR_MS,
          cargoClosingAt: momentOf(closingHour),
        }),
      ),
    ),
  );
}

/** What carriers estimate of these boxes. */
export function estimatesOfBoxes(): ContainerEvent[] {
  const estimate = fc.record({
    hour: fc.nat(100),
    eventCode: fc.constantFrom('DISC', 'GTOT', 'GTIN', 'STRP'),
    facility: fc.constantFrom('BLTCT', 'BLTCT', 'CX01', 'NBDEP1', null),
    emptyIndicator: fc.constantFrom(...(['EMPTY', 'LADEN', 'LADEN'] as const)),
    expectedHour: fc.option(fc.nat(200)),
  });
  return eachOnce(
    histories(estimate).flatMap((estimates, box) =>
      estimates.slice(0, 3).map(({ hour, expectedHour, ...set }) =>
        aContainerEvent({
          ...set,
          classifier: 'EST',
          container: `BOX${box}`,
          eventTime: START + hour * HOUR_MS,
          expectedAt: momentOf(expectedHour),
        }),
      ),
    ),
  );
}

/** Two statements drawn under one id would be two versions of one. */
export function eachOnce<Event extends Header>(events: readonly Event[]): Event[] {
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

export function momentOf(hour: number | null): number | null {
  return hour === null ? null : START + hour * HOUR_MS;
}

/** Orders that name these boxes, and orders that go by a booking of theirs. */
export function ordersOfBoxes(): { order: OrderBox[]; link: OrderLink[] } {
  const said = fc.record({
    hour: fc.nat(100),
    isNamed: fc.boolean(),
    plant: fc.constantFrom('CX01', 'YY01', 'elsewhere'),
    needHour: fc.option(fc.nat(200)),
    arrivalHour: fc.option(fc.nat(200)),
    stuffingHour: fc.option(fc.nat(200)),
    direction: fc.constantFrom<'INBOUND' | 'OUTBOUND'>('INBOUND', 'OUTBOUND'),
  });
  const order: OrderBox[] = [];
  const link: OrderLink[] = [];
  for (const [box, orders] of histories(said).entries()) {
    for (const [number, each] of orders.slice(0, 3).entries()) {
      const { hour, isNamed, plant, direction, needHour, arrivalHour, stuffingHour } = each;
      const named = { container: `BOX${box}`, orderId: `PO-${number}`, plant, direction };
      const set = { ...named, eventTime: START + hour * HOUR_MS, neededBy: momentOf(needHour) };
      if (!isNamed) link.push(anOrderLink(set));
      const stated = { arrivedAt: momentOf(arrivalHour), stuffedAt: momentOf(stuffingHour) };
      if (isNamed) order.push(anOrderBox({ ...set, ...stated }));
    }
  }
  return { order, link };
}
