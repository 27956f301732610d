import type { AvroSchema } from '@landbridge/schemas';
import { PERHAPS_LONG, PERHAPS_STRING, stateRecord, TEXTS } from '../state-record.ts';

/** A stay in a geofence of the terminal, as its passage tells. */
export type Stay = {
  readonly at: number;
  readonly leftAt: number | null;
  readonly id: string;
  readonly entrySeen: boolean;
};

/** A slot that the truck has, or came on. */
export type Slot = {
  /** Row of plate.appointments that said so last. */
  readonly id: string;
  readonly appointmentId: string;
  readonly facility: string | null;
  readonly slotStart: number;
  readonly slotEnd: number;
  readonly container: string | null;
  /** The visit that came on it, by the id that begins it. */
  readonly visit: string | null;
};

/** One visit: what its gate transactions said so far. */
export type Visit = {
  /** Id of the gate transaction that begins the row. */
  readonly firstId: string;
  readonly firstGateAt: number;
  readonly gateInAt: number | null;
  readonly gateInId: string | null;
  readonly gateOutAt: number | null;
  readonly gateOutId: string | null;
  /** The last gate transaction, whichever way. */
  readonly lastGateAt: number;
  readonly queue: Stay | null;
  /** The stay behind the gate that belongs to the visit. */
  readonly stay: Stay | null;
  readonly facility: string | null;
  readonly facilityGroup: string | null;
  readonly boxesIn: readonly string[];
  readonly boxesOut: readonly string[];
  /** Appointments that gates named, in that order. */
  readonly named: readonly string[];
  /** The slots that the truck had, where gates name none. */
  readonly linked: readonly { readonly appointmentId: string; readonly slot: string }[];
  readonly trouble: boolean;
  readonly transactions: number;
  /** Gate transactions by id, the first of them. */
  readonly gates: readonly string[];
};

/** What is known of a truck at one terminal: its last passages, and its last visit. */
export type Place = {
  readonly place: string;
  readonly queue: Stay | null;
  readonly stay: Stay | null;
  /** The queue before the stay: a jam outside the gate makes another one behind it, which led to nothing yet. */
  readonly queueOfStay: Stay | null;
  readonly visit: Visit | null;
};

export type VisitsState = {
  /** The terminals a truck was at last, the latest first. */
  readonly places: readonly Place[];
  readonly slots: readonly Slot[];
};

const stay: AvroSchema = stateRecord('TerminalStay', {
  at: 'long',
  leftAt: PERHAPS_LONG,
  id: 'string',
  entrySeen: 'boolean',
});

const visit: AvroSchema = stateRecord('OneVisit', {
  firstId: 'string',
  firstGateAt: 'long',
  gateInAt: PERHAPS_LONG,
  gateInId: PERHAPS_STRING,
  gateOutAt: PERHAPS_LONG,
  gateOutId: PERHAPS_STRING,
  lastGateAt: 'long',
  queue: ['null', 'TerminalStay'],
  stay: ['null', 'TerminalStay'],
  facility: PERHAPS_STRING,
  facilityGroup: PERHAPS_STRING,
  boxesIn: TEXTS,
  boxesOut: TEXTS,
  named: TEXTS,
  linked: {
    type: 'array',
    items: stateRecord('LinkedSlot', { appointmentId: 'string', slot: 'string' }),
  },
  trouble: 'boolean',
  transactions: 'int',
  gates: TEXTS,
});

export const visitsStateSchema: AvroSchema = stateRecord('VisitsState', {
  places: {
    type: 'array',
    items: stateRecord('VisitedPlace', {
      place: 'string',
      queue: ['null', stay],
      stay: ['null', 'TerminalStay'],
      queueOfStay: ['null', 'TerminalStay'],
      visit: ['null', visit],
    }),
  },
  slots: {
    type: 'array',
    items: stateRecord('TruckSlot', {
      id: 'string',
      appointmentId: 'string',
      facility: PERHAPS_STRING,
      slotStart: 'long',
      slotEnd: 'long',
      container: PERHAPS_STRING,
      visit: PERHAPS_STRING,
    }),
  },
});
