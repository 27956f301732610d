import type { ContainerEvent } from '@landbridge/schemas';
import { checkContainer } from './container-number.ts';
import { sizeOf } from './size-type.ts';

/** A container event as a source states it. */
export type StatedContainerEvent = Omit<ContainerEvent, 'revision' | 'ingestedAt'>;

type Required =
  | 'id'
  | 'eventTime'
  | 'source'
  | 'recordedAt'
  | 'subject'
  | 'eventType'
  | 'eventCode'
  | 'eventCodeText'
  | 'classifier'
  | 'tzSource'
  | 'precision';

/** A container event in which all that the source does not say is unknown; flags are sorted and unique. */
export function containerEventOf(
  said: Pick<StatedContainerEvent, Required> & Partial<StatedContainerEvent>,
): StatedContainerEvent {
  return { ...NOTHING, ...said, flags: [...new Set(said.flags)].sort() };
}

/** What a container number and a size tell, with flags for what is wrong with them. */
export function boxFields(
  received: { container: string | null; sizeType: string | null },
  flags: Set<string>,
): Pick<
  StatedContainerEvent,
  'container' | 'containerText' | 'idQuality' | 'sizeTypeText' | 'sizeType' | 'teu'
> {
  const { sizeType, teu, rare } = sizeOf(received.sizeType);
  if (received.sizeType !== null && teu === null) flags.add('UNKNOWN_SIZE');
  if (rare) flags.add('RARE_SIZE');
  const size = { sizeTypeText: received.sizeType, sizeType, teu };
  const text = received.container;
  if (text === null) return { container: null, containerText: null, idQuality: 'MISSING', ...size };
  const checked = checkContainer(text);
  if (checked.idQuality !== 'OK') flags.add(checked.idQuality);
  return { ...checked, containerText: text, ...size };
}

const NOTHING = {
  retracted: false,
  timeText: null,
  expectedAt: null,
  container: null,
  containerText: null,
  idQuality: 'MISSING',
  emptyIndicator: null,
  sizeTypeText: null,
  sizeType: null,
  teu: null,
  port: null,
  locodeText: null,
  facility: null,
  facilityText: null,
  facilityGroup: null,
  facilityType: null,
  mode: null,
  trade: null,
  transshipment: false,
  vesselImo: null,
  vesselName: null,
  voyage: null,
  callId: null,
  carrier: null,
  booking: null,
  billOfLading: null,
  documentType: null,
  documentId: null,
  references: [],
  seals: [],
  plate: null,
  plateText: null,
  remark: null,
  sourceEventId: null,
} as const;
