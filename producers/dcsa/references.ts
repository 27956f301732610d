import { normaliseContainer } from '../normalise/container-number.ts';
import { type Refusal, refuse } from '../normalise/refusal.ts';
import type { EventType } from './codes.ts';
import { codeIn, type Json, objectsIn, textIn } from './json-fields.ts';

/** What a record is keyed by, and the box as received where it is one. */
export type Subject = { subject: string; box: string | null; fromReference: boolean };

type Reference = { type: string; value: string };

/**
 * The box of the event; else every box that a reference of type EQ names; else a document; else the transport call.
 * An event that says nothing of these belongs to nobody.
 */
export function subjectsOf(
  event: Json,
  eventType: EventType,
  call: Json | undefined,
): readonly Subject[] | Refusal {
  const own = textIn(event, 'equipmentReference');
  if (own !== null && normaliseContainer(own) !== '') {
    return [{ subject: normaliseContainer(own), box: own, fromReference: false }];
  }
  const boxes = new Map<string, string>();
  for (const { type, value } of referencesIn(event)) {
    const box = normaliseContainer(value);
    if (type === 'EQ' && box !== '' && !boxes.has(box)) boxes.set(box, value);
  }
  if (boxes.size > 0) {
    return [...boxes].map(([subject, box]) => ({ subject, box, fromReference: true }));
  }
  const document = ownDocument(event, eventType) ?? firstDocument(event);
  if (document !== undefined) return [keyed(`doc:${document.type}:${document.value}`)];
  const callId = textIn(call, 'transportCallID');
  if (callId !== null) return [keyed(`call:${callId}`)];
  return refuse(
    'no-key',
    'The event names no container, no document and no transport call, so it belongs to nothing.',
  );
}

/** Booking, bill of lading and what else the event refers to, as columns. */
export function documentFields(event: Json, eventType: EventType) {
  const documents = documentsIn(event);
  const own = ownDocument(event, eventType);
  if (own !== undefined) documents.push(own);
  const first = (type: string) => documents.find((document) => document.type === type)?.value;
  const others = documents.filter(({ type }) => type !== 'BKG' && type !== 'TRD');
  const references = referencesIn(event).filter(({ type }) => type !== 'EQ');
  return {
    booking: first('BKG') ?? textIn(event, 'carrierBookingReference'),
    billOfLading: first('TRD') ?? textIn(event, 'transportDocumentReference'),
    documentType: own?.type ?? null,
    documentId: own?.value ?? null,
    references: [
      ...new Set([...others, ...references].map(({ type, value }) => `${type}:${value}`)),
    ],
    seals: objectsIn(event, 'seals').flatMap((seal) => textIn(seal, 'sealNumber') ?? []),
  };
}

/** The document that a shipment event is about. */
function ownDocument(event: Json, eventType: EventType): Reference | undefined {
  const value = textIn(event, 'documentID');
  if (eventType !== 'SHIPMENT' || value === null) return undefined;
  return { type: codeIn(event, 'documentTypeCode') ?? 'UNKNOWN', value };
}

/** Bookings go before transport documents before the rest: statements of one event differ in their order. */
function firstDocument(event: Json): Reference | undefined {
  const documents = documentsIn(event);
  return (
    documents.find(({ type }) => type === 'BKG') ??
    documents.find(({ type }) => type === 'TRD') ??
    documents[0]
  );
}

/** The enumeration of 2.2 literally says `BKG (Booking)`, payloads say `BKG`: both are the first word. */
function documentsIn(event: Json): Reference[] {
  return objectsIn(event, 'documentReferences').flatMap((document) => {
    const type = codeIn(document, 'documentReferenceType')?.split(/[\s(]/)[0];
    const value = textIn(document, 'documentReferenceValue');
    return type && value !== null ? { type, value } : [];
  });
}

function referencesIn(event: Json): Reference[] {
  return objectsIn(event, 'references').flatMap((reference) => {
    const type = codeIn(reference, 'referenceType');
    const value = textIn(reference, 'referenceValue');
    return type !== null && value !== null ? { type, value } : [];
  });
}

function keyed(subject: string): Subject {
  return { subject, box: null, fromReference: false };
}
