import {
  type AppointmentArrival,
  type AvroSchema,
  appointmentArrivals,
  type TruckAppointment,
  truckAppointments,
} from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { PERHAPS_STRING, stateRecord } from '../state-record.ts';

const PLAN = [
  'id',
  'version',
  'facility',
  'facilityGroup',
  'slotStart',
  'slotEnd',
  'moveType',
  'container',
  'plate',
  'haulier',
] as const;
const COMING = [
  'id',
  'appointmentId',
  'visit',
  'plate',
  'facility',
  'facilityGroup',
  'arrivedAt',
  'arrivalBasis',
  'gateAt',
] as const;

/** What a statement says of the slot. */
export type Plan = Readonly<Pick<TruckAppointment, (typeof PLAN)[number]>>;
/** The visit that came on the appointment. */
export type Coming = Readonly<Pick<AppointmentArrival, (typeof COMING)[number]>>;
export type Cancellation = {
  readonly id: string;
  readonly at: number;
  readonly byTerminal: boolean;
};

export type OutcomeState = {
  readonly versions: number;
  readonly arrivals: number;
  /** Id of the first statement. */
  readonly firstId: string | null;
  /** The last statement before the arrival. */
  readonly stated: Plan | null;
  /** The last one before the arrival that granted a slot. */
  readonly granted: Plan | null;
  readonly cancelled: Cancellation | null;
  readonly coming: Coming | null;
};

export const NOTHING_STATED: OutcomeState = {
  versions: 0,
  arrivals: 0,
  firstId: null,
  stated: null,
  granted: null,
  cancelled: null,
  coming: null,
};

const plan = { type: 'record', name: 'Plan', fields: fieldsOf(truckAppointments, PLAN) } as const;

export const outcomeStateSchema: AvroSchema = stateRecord('OutcomeState', {
  versions: 'int',
  arrivals: 'int',
  firstId: PERHAPS_STRING,
  stated: ['null', plan],
  granted: ['null', 'Plan'],
  cancelled: [
    'null',
    stateRecord('Cancellation', { id: 'string', at: 'long', byTerminal: 'boolean' }),
  ],
  coming: [
    'null',
    { type: 'record', name: 'Coming', fields: fieldsOf(appointmentArrivals, COMING) },
  ],
});

export function planOf(event: Seen<TruckAppointment>): Plan {
  const { id, version, facility, facilityGroup, slotStart, slotEnd } = event;
  const { moveType, container, plate, haulier } = event;
  return {
    id,
    version,
    facility,
    facilityGroup,
    slotStart,
    slotEnd,
    moveType,
    container,
    plate,
    haulier,
  };
}

export function comingOf(event: Seen<AppointmentArrival>): Coming {
  const { id, appointmentId, visit, plate, facility, facilityGroup } = event;
  const { arrivedAt, arrivalBasis, gateAt } = event;
  return {
    id,
    appointmentId,
    visit,
    plate,
    facility,
    facilityGroup,
    arrivedAt,
    arrivalBasis,
    gateAt,
  };
}
