import { loadReference } from '@landbridge/infra';
import type {
  BoxTrip,
  ContainerMove,
  ExportLead,
  Header,
  HinterlandDelivery,
  OrderBox,
  OrderLink,
} from '@landbridge/schemas';
import { aBoxTrip, aContainerMove, anOrderBox, anOrderLink, at } from '@landbridge/schemas/testing';
import { expect } from 'vitest';
import { testDriver } from '../../testing/index.ts';
import { strictly } from '../../testing/strictly.ts';
import { hinterlandDeliveries } from '../hinterland-deliveries.ts';

export const reference = loadReference();
export const EMPTY = { emptyIndicator: 'EMPTY' } as const;
export const UNSTATED = { emptyIndicator: null } as const;
export const AT_PLANT = { facility: 'CX01', facilityGroup: null } as const;
export const AT_DEPOT = { facility: 'NBDEP1', facilityGroup: 'Beilun' } as const;

/** An event of one of the inputs. */
export type Given = { readonly input: 'move' | 'trip' | 'order' | 'link'; readonly event: Header };

/** A move of the box at a moment: `moved('GTOT', '08:00')`. */
export function moved(move: string, moment: string, set: Partial<ContainerMove> = {}): Given {
  const mode = move === 'DISC' || move === 'LOAD' ? 'VESSEL' : 'TRUCK';
  const event = aContainerMove({ move, eventTime: at(moment), mode, plate: null, ...set });
  return { input: 'move', event };
}

/** A trip from one moment to another, or still under way. */
export function trip(from: string, until: string | null, set: Partial<BoxTrip> = {}): Given {
  const startAt = at(from);
  const endAt = until === null ? null : at(until);
  const event = aBoxTrip({
    eventTime: startAt,
    startAt,
    endAt,
    tripMs: endAt === null ? null : endAt - startAt,
    destinationPlace: until === null ? null : 'CX01',
    ...set,
  });
  return { input: 'trip', event };
}

/** An inbound order for plant CX01 that named the box at a moment. */
export function order(moment: string, set: Partial<OrderBox> = {}): Given {
  const event = anOrderBox({ eventTime: at(moment), plant: 'CX01', cluster: 'Cixi', ...set });
  return { input: 'order', event };
}

/** An order that goes by the booking of the box, since a moment. */
export function link(moment: string, set: Partial<OrderLink> = {}): Given {
  const event = anOrderLink({ eventTime: at(moment), direction: 'INBOUND', ...set });
  return { input: 'link', event };
}

/** The deliveries of one box, oldest first, with the reducer under watch. */
export function deliveriesOf(...given: readonly Given[]): HinterlandDelivery[] {
  return rowsOf<HinterlandDelivery>('delivery', given);
}

/** The exports of one box, oldest first. */
export function leadsOf(...given: readonly Given[]): ExportLead[] {
  return rowsOf<ExportLead>('lead', given);
}

function rowsOf<Row extends Header>(output: string, given: readonly Given[]): Row[] {
  const { processor, faults } = strictly(hinterlandDeliveries);
  const box = testDriver(processor, reference);
  for (const { input, event } of given) box.pipe(input, event);
  const rows = box.rows<Row>(output).sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

/** Discharged three days before the gate-out of the builders' day. */
export const DISC = moved('DISC', '2026-03-08 08:00');
export const OUT = moved('GTOT', '08:00');
