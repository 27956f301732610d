import type { ContainerCycle } from '../container-cycles/container-cycles.ts';
import { DAY_MS } from '../durations.ts';
import type { EmptyReturn } from '../empty-returns/empty-returns.ts';
import type { ExportLead } from '../export-leads/export-leads.ts';
import { at } from './at.ts';
import { between, CONTAINER, FACILITY, groupOf, resultHeader } from './defaults.ts';

/** An import cycle that began with the discharge at 08:00 and is still open. */
export function aContainerCycle(set: Partial<ContainerCycle> = {}): ContainerCycle {
  const container = set.container ?? CONTAINER;
  const startAt = set.startAt === undefined ? at('08:00') : set.startAt;
  const endAt = set.endAt === undefined ? null : set.endAt;
  const startEventId = `${container}/DISC:${startAt}`;
  return {
    ...resultHeader(startAt ?? at('08:00')),
    id: startEventId,
    container,
    kind: 'IMPORT',
    startAt,
    endAt,
    cycleMs: between(startAt, endAt),
    startMove: 'DISC',
    endMove: endAt === null ? null : 'GTIN',
    startFacility: FACILITY,
    startGroup: groupOf(FACILITY),
    endFacility: null,
    endGroup: null,
    endedBy: endAt === null ? null : 'EMPTY_IN',
    streetTurn: false,
    booking: null,
    bookingChanged: false,
    quality: 'COMPLETE',
    qualityRule: null,
    startEventId,
    endEventId: endAt === null ? null : `${container}/GTIN:${endAt}`,
    causes: [`container.moves/${startEventId}`],
    causeCount: 1,
    ...set,
  };
}

/** An import box that left the terminal laden at 08:00 and was back empty three days later. */
export function anEmptyReturn(set: Partial<EmptyReturn> = {}): EmptyReturn {
  const container = set.container ?? CONTAINER;
  const gateOutAt = set.gateOutAt ?? at('08:00');
  const returnedAt = set.returnedAt === undefined ? gateOutAt + 3 * DAY_MS : set.returnedAt;
  const strippedAt = set.strippedAt === undefined ? null : set.strippedAt;
  const startEventId = `${container}/GTOT:${gateOutAt}`;
  const endEventId = returnedAt === null ? null : `${container}/GTIN:${returnedAt}`;
  return {
    ...resultHeader(gateOutAt),
    id: startEventId,
    container,
    facility: FACILITY,
    facilityGroup: groupOf(FACILITY),
    depot: returnedAt === null ? null : 'NBDEP1',
    depotGroup: returnedAt === null ? null : 'Beilun',
    expectedDepot: null,
    wrongDepot: false,
    outcome: returnedAt === null ? null : 'RETURNED',
    gateOutAt,
    strippedAt,
    returnedAt,
    returnMs: between(gateOutAt, returnedAt),
    emptyMs: between(strippedAt, returnedAt),
    streetTurn: false,
    booking: null,
    teu: 1,
    quality: 'COMPLETE',
    qualityRule: null,
    startEventId,
    endEventId,
    causes: [startEventId, endEventId]
      .filter((id) => id !== null)
      .map((id) => `container.moves/${id}`),
    causeCount: returnedAt === null ? 1 : 2,
    ...set,
  };
}

/** An export box stuffed at 08:00 and still on its way to the terminal. */
export function anExportLead(set: Partial<ExportLead> = {}): ExportLead {
  const container = set.container ?? CONTAINER;
  const startAt = set.startAt === undefined ? at('08:00') : set.startAt;
  const gatedInAt = set.gatedInAt === undefined ? null : set.gatedInAt;
  const loadedAt = set.loadedAt === undefined ? null : set.loadedAt;
  const startEventId = `${container}/STUF:${startAt}`;
  return {
    ...resultHeader(startAt ?? gatedInAt ?? at('08:00')),
    id: startEventId,
    container,
    facility: gatedInAt === null ? null : FACILITY,
    facilityGroup: gatedInAt === null ? null : groupOf(FACILITY),
    plant: 'CX01',
    cluster: 'Cixi',
    orderId: null,
    booking: null,
    startBy: 'STUFFED',
    startAt,
    gatedInAt,
    loadedAt,
    leadMs: between(startAt, gatedInAt),
    loadingMs: between(gatedInAt, loadedAt),
    voyage: null,
    trip: null,
    plate: null,
    teu: 1,
    quality: 'COMPLETE',
    qualityRule: null,
    startEventId,
    endEventId: gatedInAt === null ? null : `${container}/GTIN:${gatedInAt}`,
    causes: [`container.moves/${startEventId}`],
    causeCount: 1,
    ...set,
  };
}
