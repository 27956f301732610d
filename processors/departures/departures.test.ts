import { loadReference } from '@landbridge/infra';
import type { BoxDeparture, CallBox, Header, VesselCall } from '@landbridge/schemas';
import { aCallBox, at, aVesselCall, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { strictly, testDriver } from '../testing/index.ts';
import { departures, WAITING_MAX } from './departures.ts';

const reference = loadReference();

function departuresOf(...events: readonly Header[]): BoxDeparture[] {
  const { processor, faults } = strictly(departures);
  const call = testDriver(processor, reference);
  for (const event of events) call.pipe('status' in event ? 'box' : 'call', event);
  const rows = call.rows<BoxDeparture>('departure').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

const boxIs = (status: CallBox['status'], moment: string, set: Partial<CallBox> = {}) =>
  aCallBox({ status, eventTime: at(moment), ...set });
const said = (milestone: VesselCall['milestone'], moment: string, set: Partial<VesselCall> = {}) =>
  aVesselCall({ milestone, eventTime: at(moment), voyageOut: '014W', ...set });
const closing = (moment: string, closesAt: string) =>
  said('CARGO_CLOSING', moment, { classifier: 'PLN', expectedAt: at(closesAt) });
const milestones = (rows: readonly BoxDeparture[]) => rows.map(({ milestone }) => milestone);

test('a planned box is told when the cargo closes', () => {
  const close = closing('07:00', '16:00');
  const plan = boxIs('PLANNED', '08:00');
  expect(departuresOf(close, plan)).toMatchObject([
    {
      id: `${CONTAINER}/CALL-1:PLANNED@${plan.id}`,
      milestone: 'PLANNED',
      eventTime: at('08:00'),
      cargoClosingAt: at('16:00'),
      departureAt: null,
      voyage: '014W',
      facility: 'BLTCT',
      causes: [`call.boxes/${plan.id}`, `vessel.calls/${close.id}`],
    },
  ]);
});

test('a closing that moves is told to every box on the list, one that is repeated to none', () => {
  const plan = boxIs('PLANNED', '08:00');
  const moved = closing('10:00', '18:00');
  const rows = departuresOf(plan, closing('09:00', '16:00'), moved, closing('11:00', '18:00'));
  expect(rows.map(({ milestone, cargoClosingAt }) => [milestone, cargoClosingAt])).toEqual([
    ['PLANNED', null],
    ['CLOSING_CHANGED', at('16:00')],
    ['CLOSING_CHANGED', at('18:00')],
  ]);
});

test('the vessel departs without the boxes that were not loaded', () => {
  const left = boxIs('PLANNED', '08:00', { container: 'LEFT1234567' });
  const taken = boxIs('PLANNED', '08:00', { container: 'TAKE1234567' });
  const load = boxIs('LOADED', '18:00', { container: 'TAKE1234567' });
  const sailed = said('DEPARTED', '20:00');
  const rows = departuresOf(left, taken, load, sailed).filter(
    ({ milestone }) => milestone === 'DEPARTED',
  );
  expect(rows).toMatchObject([
    {
      container: 'LEFT1234567',
      eventTime: at('20:00'),
      departureAt: at('20:00'),
      voyage: '014W',
      causes: [`vessel.calls/${sailed.id}`],
    },
  ]);
});

test('a call that names no voyage leaves the boxes behind on the voyage of their plans', () => {
  const rows = departuresOf(
    boxIs('PLANNED', '08:00', { voyage: '014W' }),
    boxIs('PLANNED', '08:00', { container: 'ALLY1234567', voyage: 'FA214W' }),
    said('DEPARTED', '20:00', { voyageOut: null }),
  );
  const sailed = rows.filter(({ milestone }) => milestone === 'DEPARTED');
  expect(sailed.map(({ container, voyage }) => [container, voyage]).sort()).toEqual([
    ['ALLY1234567', 'FA214W'],
    [CONTAINER, '014W'],
  ]);
});

test('a departure that is only expected leaves nobody behind, and is told to those who come', () => {
  const expected = said('DEPARTED', '07:00', { classifier: 'EST', expectedAt: at('20:00') });
  const rows = departuresOf(expected, boxIs('PLANNED', '08:00'));
  expect(rows).toMatchObject([{ milestone: 'PLANNED', departureAt: at('20:00') }]);
});

test('a vessel departs once, and nothing is planned on one that has left', () => {
  const plan = boxIs('PLANNED', '08:00');
  const late = boxIs('PLANNED', '21:00', { container: 'LATE1234567' });
  const again = said('DEPARTED', '20:10', { source: 'ais' });
  expect(milestones(departuresOf(plan, said('DEPARTED', '20:00'), again, late))).toEqual([
    'PLANNED',
    'DEPARTED',
  ]);
});

test('a box that was taken off the list is told so, and not left behind', () => {
  const rows = departuresOf(
    boxIs('PLANNED', '08:00'),
    boxIs('CANCELLED', '09:00'),
    said('DEPARTED', '20:00'),
  );
  expect(milestones(rows)).toEqual(['PLANNED', 'CANCELLED']);
});

test('the plan of a box may become known after the departure: the row is found all the same', () => {
  const call = testDriver(departures, reference);
  call.pipe('call', said('DEPARTED', '20:00'));
  call.pipe('box', boxIs('PLANNED', '08:00'));
  expect(milestones(call.rows<BoxDeparture>('departure')).sort()).toEqual(['DEPARTED', 'PLANNED']);
});

test('a departure that is corrected moves, one that is withdrawn brings the box back', () => {
  const call = testDriver(departures, reference);
  const sailed = said('DEPARTED', '20:00');
  call.pipe('box', boxIs('PLANNED', '08:00'));
  call.pipe('call', sailed);
  call.pipe('call', { ...sailed, eventTime: at('22:00'), revision: 2 });
  const last = () =>
    call.rows<BoxDeparture>('departure').find((row) => row.milestone !== 'PLANNED');
  expect(last()).toMatchObject({ departureAt: at('22:00') });
  call.retract('call', sailed.id);
  expect(last()).toBeUndefined();
});

test('so many boxes of a call are watched as the longest list has, and no more', () => {
  const call = testDriver(departures, reference);
  const plans = Array.from({ length: WAITING_MAX + 20 }, (_, i) => {
    const container = `BOXU${String(i).padStart(7, '0')}`;
    return boxIs('PLANNED', '08:00', { container, eventTime: at('08:00') + i });
  });
  call.pipe('box', ...plans);
  call.pipe('call', said('DEPARTED', '20:00'));
  const rows = call.rows<BoxDeparture>('departure');
  const count = (milestone: string) => rows.filter((row) => row.milestone === milestone).length;
  expect([count('PLANNED'), count('DEPARTED')]).toEqual([WAITING_MAX + 20, WAITING_MAX]);
  expect(call.letters()).toEqual([]);
});
