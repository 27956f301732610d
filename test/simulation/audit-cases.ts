import { loadReference } from '@landbridge/infra';
import { type Header, HOUR_MS, MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import {
  aContainerEvent,
  aGateBoxDetail,
  aGateTransaction,
  aPlantOrder,
  aTrafficCondition,
  aTrafficIncident,
  aTraversalDelay,
  aTruckAppointment,
  aTruckPassage,
  aTruckTraversal,
  aTruckTrip,
  at,
} from '@landbridge/schemas/testing';

/** Facts that a simulated day does not state, or too seldom, and what is computed from them. */
export type AuditCase = {
  readonly name: string;
  /** In the order in which they read each other. */
  readonly processors: readonly string[];
  /** By topic. */
  readonly facts: Readonly<Record<string, readonly Header[]>>;
  /** Topics that are audited. */
  readonly audited: readonly string[];
};

const SEGMENTS = loadReference().segments.map(({ id }) => id);

export const auditCases: readonly AuditCase[] = [
  jamOutsideTheGate(),
  boxesWithoutNumber(),
  wayOffTheRoads(),
  movesWithoutWord(),
  faultySpeeds(),
  restatedIncidents(),
  versionsOfOneMinute(),
  ordersOfOneMinute(),
];

function jamOutsideTheGate(): AuditCase {
  const [waited, came] = ['浙B00001-2', '浙B00002-2'];
  const passage = (plate: string, placeKind: 'QUEUE' | 'TERMINAL', from: string, until: string) =>
    aTruckPassage({ plate, placeKind, eventTime: at(from), leftAt: at(until) });
  const away = (plate: string) => [
    passage(plate, 'TERMINAL', '10:00', '10:40'),
    passage(plate, 'QUEUE', '10:46', '10:52'),
  ];
  const out = (plate: string) =>
    aGateTransaction({ plate, transactionId: plate, direction: 'OUT', eventTime: at('10:48') });
  return {
    name: 'a gate-in that is missing and a jam outside the gate on the way out',
    processors: ['truck-visits'],
    facts: {
      'truck.passages': [
        passage(waited, 'QUEUE', '09:20', '09:58'),
        ...away(waited),
        ...away(came),
      ],
      'gate.transactions': [out(waited), out(came)],
    },
    audited: ['truck.visits', 'appointment.arrivals'],
  };
}

function boxesWithoutNumber(): AuditCase {
  const plate = '浙B00003-2';
  const boxes = (...containers: string[]) =>
    containers.map((container) => aGateBoxDetail({ container }));
  return {
    name: 'several boxes of a visit without a readable number',
    processors: ['truck-visits'],
    facts: {
      'gate.transactions': [
        aGateTransaction({ plate, boxes: boxes('', 'NBXU1234568', '') }),
        aGateTransaction({ plate, eventTime: at('08:01'), boxes: boxes('NBXU1234568') }),
        aGateTransaction({
          ...{ plate, direction: 'OUT', eventTime: at('09:00') },
          boxes: boxes('', ''),
        }),
      ],
    },
    audited: ['truck.visits'],
  };
}

function wayOffTheRoads(): AuditCase {
  const plate = '浙B00004-2';
  const common = { plate, endAt: at('09:00'), containers: ['NBXU1234568'] };
  const trip = aTruckTrip({ ...common, traversals: 1, offRoadM: 40_000 });
  const unseen = aTruckTrip({ ...common, startAt: at('07:00'), endAt: at('07:30'), traversals: 0 });
  return {
    name: 'a trip mostly off the known roads, and one wholly',
    processors: ['trip-delays'],
    facts: {
      'truck.trips': [trip, unseen],
      'traversal.delays': [aTraversalDelay({ plate, trip: trip.trip })],
    },
    audited: ['trip.delays', 'box.trips', 'trip.emissions'],
  };
}

function movesWithoutWord(): AuditCase {
  const said = (container: string, eventCode: string, eventTime: number) =>
    aContainerEvent({
      ...{ container, eventCode, eventTime, mode: 'TRUCK', precision: 'SECOND' },
      source: eventCode === 'OTHR' ? 'aggregator' : 'terminal',
    });
  const second = (n: number) => at('08:00') + n * SECOND_MS;
  const [named, first] = ['NBXU1000010', 'NBXU1000025'];
  const [alone, later] = ['NBXU1000030', 'NBXU1000046'];
  return {
    name: 'a statement without a word of its own beside one of the same minute',
    processors: ['container-moves'],
    facts: {
      'container.events': [
        ...[said(named, 'GTIN', second(0)), said(named, 'OTHR', second(30))],
        ...[said(first, 'OTHR', second(0)), said(first, 'GTIN', second(30))],
        said(alone, 'OTHR', second(0)),
        ...[said(later, 'GTIN', second(0)), said(later, 'OTHR', second(61))],
        ...[said(later, 'OTHR', second(60) + HOUR_MS), said(later, 'OTHR', second(62) + HOUR_MS)],
      ],
    },
    audited: ['container.moves'],
  };
}

function faultySpeeds(): AuditCase {
  const [segment = ''] = SEGMENTS;
  const read = (speedKmh: number, n: number) =>
    aTrafficCondition({ segment, speedKmh, level: null, eventTime: at('08:00') + n * HOUR_MS });
  const drove = (n: number) =>
    aTruckTraversal({
      ...{ segment, eventTime: at('08:01') + n * HOUR_MS, travelMs: 10 * MINUTE_MS },
    });
  const speeds = [300, 201, 200, 0, -1];
  return {
    name: 'readings of a speed that none drives',
    processors: ['segment-delays'],
    facts: {
      'traffic.conditions': speeds.map(read),
      'truck.traversals': speeds.map((_, n) => drove(n)),
    },
    audited: ['traversal.delays'],
  };
}

function restatedIncidents(): AuditCase {
  const [segment = ''] = SEGMENTS;
  const stated = (incidentId: string, moment: string, from: string, until: string | null) =>
    aTrafficIncident({
      ...{ id: `jsonl:${incidentId}:${moment}`, incidentId, segment },
      ...{ eventTime: at(moment), validFrom: at(from) },
      validUntil: until === null ? null : at(until),
    });
  const hours = Array.from({ length: 96 }, (_, n) => at('2026-03-09 00:00') + n * HOUR_MS);
  return {
    name: 'incidents that are postponed, brought to an end early, or ended days later',
    processors: ['incident-validities', 'incident-exposures'],
    facts: {
      'traffic.incidents': [
        stated('postponed', '2026-03-10 08:00', '2026-03-10 22:00', '2026-03-11 05:00'),
        stated('postponed', '2026-03-10 12:00', '2026-03-11 22:00', '2026-03-12 05:00'),
        stated('early', '2026-03-10 07:00', '2026-03-10 16:00', null),
        stated('early', '2026-03-10 07:30', '2026-03-10 08:00', '2026-03-10 09:30'),
        stated('long', '2026-03-06 08:00', '2026-03-06 08:00', null),
        stated('long', '2026-03-11 08:00', '2026-03-06 08:00', '2026-03-11 06:30'),
        stated('long', '2026-03-11 08:05', '2026-03-06 08:00', '2026-03-11 06:00'),
        stated('long', '2026-03-11 20:00', '2026-03-12 06:00', null),
        stated('again', '2026-03-06 08:00', '2026-03-06 08:00', '2026-03-06 12:00'),
        stated('again', '2026-03-11 08:00', '2026-03-11 07:00', null),
      ],
      'truck.traversals': hours.map((eventTime) =>
        aTruckTraversal({ segment, eventTime, travelMs: 10 * MINUTE_MS }),
      ),
    },
    audited: ['incident.validities', 'incident.exposures'],
  };
}

function versionsOfOneMinute(): AuditCase {
  const [plate, other] = ['浙B00005-2', '浙B00006-2'];
  const eventTime = at('2026-03-10 20:00');
  const stated = (version: number, truck: string, slot: string) =>
    aTruckAppointment({
      ...{ version, plate: truck, eventTime, slotStart: at(slot) },
      status: version === 1 ? 'CONFIRMED' : 'RESCHEDULED',
    });
  return {
    name: 'versions of an appointment of one minute',
    processors: ['appointment-plates', 'truck-visits', 'appointment-outcomes'],
    facts: {
      'truck.appointments': [
        ...[stated(1, other, '06:00'), stated(2, plate, '06:00'), stated(9, plate, '08:00')],
        stated(10, plate, '14:00'),
      ],
      'truck.passages': [],
      'gate.transactions': [aGateTransaction({ plate, eventTime: at('14:10') })],
    },
    audited: ['plate.appointments', 'appointment.arrivals', 'appointment.outcomes'],
  };
}

function ordersOfOneMinute(): AuditCase {
  const stated = (statement: string, container: string, neededBy: string) =>
    aPlantOrder({
      ...{ milestone: 'INBOUND_NEEDED_BY', statement, container, purchaseOrder: `PO-${statement}` },
      neededBy: at(neededBy),
    });
  return {
    name: 'numbered statements of an order of one minute',
    processors: ['order-boxes', 'order-references', 'supply-risks'],
    facts: {
      'plant.orders': [
        ...[stated('9', 'NBXU1000010', '14:00'), stated('10', 'NBXU1000025', '16:00')],
        stated('2', 'NBXU1000030', '12:00'),
      ],
      'box.progress': [],
    },
    audited: ['order.boxes', 'order.references', 'supply.risks'],
  };
}
