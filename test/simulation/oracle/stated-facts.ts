import { loadReference } from '@landbridge/infra';
import {
  remaining,
  type StatedCall,
  type StatedGate,
  type StatedMove,
  type StatedOrder,
} from './facts.ts';
import { oracleOf } from './oracle.ts';

export const reference = loadReference();
/** A time of March 2026 in Shanghai. */
export const at = (text: string) => Date.parse(`2026-03-${text}+08:00`);
export const BOX = 'NBXU1234568';
let physical = 0;

/** A move of a box off a vessel at Meishan; a test sets only what it is about. */
export function aMove(set: Partial<StatedMove> = {}): StatedMove {
  physical += 1;
  return {
    topic: 'container.events',
    feed: 'edi-blct6',
    format: 'edifact',
    classifier: 'ACT',
    physical,
    move: 'DISC',
    atMs: at('08T08:00:00'),
    container: BOX,
    sizeType: '45G1',
    empty: false,
    facility: 'BLCT6',
    facilityType: 'POTE',
    voyage: '014E',
    callId: null,
    booking: 'BK1',
    trade: 'IMPORT',
    plate: null,
    ...set,
  };
}

/** A truck that leaves Meishan with the box. */
export function aGate(set: Partial<StatedGate> = {}): StatedGate {
  physical += 1;
  return {
    topic: 'gate.transactions',
    format: 'jsonl',
    direction: 'OUT',
    atMs: at('11T10:30:12'),
    plate: '浙B12345-2',
    facility: 'BLCT6',
    appointmentId: 'A1',
    trouble: false,
    boxes: [{ container: BOX, sizeType: '45G1', empty: false, booking: 'BK1', physical }],
    ...set,
  };
}

/** An import that a plant at Cixi waits for. */
export function anOrder(set: Partial<StatedOrder> = {}): StatedOrder {
  return {
    topic: 'plant.orders',
    atMs: at('08T12:00:00'),
    orderId: 'CX01-IN-1',
    milestone: 'INBOUND_NEEDED_BY',
    plant: 'CX01',
    direction: 'INBOUND',
    container: BOX,
    booking: null,
    purchaseOrder: 'PO1',
    neededBy: at('12T08:00:00'),
    ...set,
  };
}

/** A vessel's call leaves. */
export function aCall(set: Partial<StatedCall> = {}): StatedCall {
  return {
    topic: 'vessel.calls',
    atMs: at('14T08:00:00'),
    callId: 'CALL1',
    milestone: 'DEPARTED',
    expectedAt: null,
    ...set,
  };
}

/** What the oracle makes of them. */
export const answers = (
  ...facts: readonly (StatedMove | StatedGate | StatedOrder | StatedCall)[]
) => oracleOf(remaining(facts.map((truth) => ({ truth, lost: false }))), reference);
