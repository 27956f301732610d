import type { Reference } from '@landbridge/infra';

/** A place as received and as the reference data knows it. */
export type PlaceFields = {
  port: string | null;
  locodeText: string | null;
  facility: string | null;
  facilityText: string | null;
  facilityGroup: string | null;
};

export type ResolvedPlace = PlaceFields & {
  /** Zone of the facility; null where it is not known. */
  readonly zone: string | null;
  readonly kind: 'TERMINAL' | 'DEPOT' | null;
};

export type ReceivedPlace = { locode: string | null; facility: string | null; atMs: number };

/**
 * Resolves LOCODE aliases to the port and a facility code at a time to the facility: an expired code gives the
 * successor and a flag. A facility code counts only at ports that the reference data knows, or without a port: the
 * short codes of terminals repeat around the world.
 */
export function resolvePlace(
  reference: Reference,
  received: ReceivedPlace,
  flags: Set<string>,
): ResolvedPlace {
  const locode = received.locode === null ? null : received.locode.trim().toUpperCase();
  const port = locode === null ? undefined : reference.ports.get(locode);
  if (locode !== null && port === undefined && !isLocode(locode)) flags.add('UNKNOWN_LOCODE');
  const isOurs = locode === null || port !== undefined;
  const found =
    received.facility === null || !isOurs
      ? undefined
      : reference.facilityOf(received.facility.trim(), received.atMs);
  if (found?.expired === true) flags.add('EXPIRED_FACILITY');
  if (received.facility !== null && found === undefined) flags.add('UNKNOWN_FACILITY');
  return {
    port: port ?? found?.facility.port ?? locode,
    locodeText: received.locode,
    facility: found?.facility.id ?? null,
    facilityText: received.facility,
    facilityGroup: found?.facility.group ?? null,
    zone: found?.facility.zone ?? null,
    kind: found?.facility.kind ?? null,
  };
}

const LOCODE = /^[A-Z]{2}[A-Z2-9]{3}$/;
let countries: Intl.DisplayNames | undefined;

/** Whether a code has the form of a UN/LOCODE and begins with a country of ISO 3166. */
export function isLocode(code: string): boolean {
  if (!LOCODE.test(code)) return false;
  countries ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  // XZ holds the installations on the high seas.
  return code.startsWith('XZ') || countries.of(code.slice(0, 2)) !== undefined;
}

const IMO = /^\d{7}$/;

/** Check digit of an IMO ship number: six digits weighted 7 to 2; the dummy 1111111 fails it. */
export function isImoNumber(text: string): boolean {
  if (!IMO.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += (text.charCodeAt(i) - 48) * (7 - i);
  return sum % 10 === text.charCodeAt(6) - 48;
}
