import { loadReference } from '@landbridge/infra';
import type { BoxDeparture, ContainerMove, Header, YardDwell } from '@landbridge/schemas';
import { aBoxDeparture, aContainerMove, at } from '@landbridge/schemas/testing';
import { expect } from 'vitest';
import { strictly, testDriver } from '../../testing/index.ts';
import { yardDwells } from '../yard-dwells.ts';

export const reference = loadReference();
export const ABROAD = { facility: null, facilityGroup: null, port: 'NLRTM' } as const;
export const NOWHERE = {
  facility: null,
  facilityGroup: null,
  facilityType: null,
  port: null,
} as const;
export const EMPTY = { emptyIndicator: 'EMPTY' } as const;
export const MEISHAN = { facility: 'BLCT6', facilityGroup: 'Meishan' } as const;

/** The stays of one box, oldest first, with the reducer under watch; events may come in any order. */
export function staysOf(...events: readonly Header[]): YardDwell[] {
  const { processor, faults } = strictly(yardDwells);
  const box = testDriver(processor, reference);
  for (const event of events) box.pipe('milestone' in event ? 'departure' : 'move', event);
  const rows = box.rows<YardDwell>('stay').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

/** `moved('DISC', '08:00')`, on the builder's day or a named one. */
export function moved(
  move: string,
  moment: string,
  set: Partial<ContainerMove> = {},
): ContainerMove {
  const voyage = move === 'DISC' ? '014E' : move === 'LOAD' ? '014W' : null;
  const mode = move === 'DISC' || move === 'LOAD' ? 'VESSEL' : 'TRUCK';
  return aContainerMove({ move, eventTime: at(moment), voyage, mode, ...set });
}

/** The departure of a call that was to load the box. */
export function departed(moment: string, set: Partial<BoxDeparture> = {}): BoxDeparture {
  return aBoxDeparture({ milestone: 'DEPARTED', eventTime: at(moment), ...set });
}
