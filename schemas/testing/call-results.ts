import type { BoxDeparture } from '../box-departures/box-departures.ts';
import type { CallBox } from '../call-boxes/call-boxes.ts';
import { at } from './at.ts';
import { CONTAINER, FACILITY, groupOf, IMO, resultHeader } from './defaults.ts';

/** A box that was put on the list of a call at 08:00. */
export function aCallBox(set: Partial<CallBox> = {}): CallBox {
  const { callId = 'CALL-1', container = CONTAINER, status = 'PLANNED' } = set;
  const eventTime = set.eventTime ?? at('08:00');
  const event = `dcsa:${container}:LOAD:${eventTime}`;
  const facility = set.facility === undefined ? FACILITY : set.facility;
  return {
    ...resultHeader(eventTime),
    id: `${callId}/${container}:${status}@${event}`,
    callId,
    container,
    status,
    voyage: '014W',
    vesselImo: IMO,
    facility,
    facilityGroup: groupOf(facility),
    booking: null,
    causes: [`container.events/${event}`],
    causeCount: 1,
    ...set,
  };
}

/** What a box that was planned at 08:00 knows of its call. */
export function aBoxDeparture(set: Partial<BoxDeparture> = {}): BoxDeparture {
  const { callId = 'CALL-1', container = CONTAINER, milestone = 'PLANNED' } = set;
  const eventTime = set.eventTime ?? at('08:00');
  const facility = set.facility === undefined ? FACILITY : set.facility;
  return {
    ...resultHeader(eventTime),
    id: `${container}/${callId}:${milestone}@${eventTime}`,
    container,
    callId,
    milestone,
    cargoClosingAt: null,
    departureAt: milestone === 'DEPARTED' ? eventTime : null,
    voyage: '014W',
    vesselImo: IMO,
    facility,
    facilityGroup: groupOf(facility),
    causes: [`call.boxes/${callId}/${container}:PLANNED@${eventTime}`],
    causeCount: 1,
    ...set,
  };
}
