/** Code lists of DCSA Track & Trace 2.2 and 2.3, and the codes that its event domain 3.x adds. */
export const EVENT_CODES = {
  EQUIPMENT: {
    field: 'equipmentEventTypeCode',
    codes: words(
      'LOAD DISC GTIN GTOT STUF STRP PICK DROP INSP RSEA RMVD AVPU AVDO CUSS CUSI CUSR CROS',
    ),
  },
  TRANSPORT: { field: 'transportEventTypeCode', codes: words('ARRI DEPA') },
  SHIPMENT: {
    field: 'shipmentEventTypeCode',
    codes: words(
      'RECE DRFT PENA PENU REJE APPR ISSU SURR SUBM VOID CONF REQS CMPL HOLD RELS PENC CANC',
    ),
  },
} as const;

export type EventType = keyof typeof EVENT_CODES;

export function isEventType(code: string): code is EventType {
  return Object.hasOwn(EVENT_CODES, code);
}

/** `REQ` is of the port-call family, `PRE` is not in any standard but is sent: a prediction. */
export const CLASSIFIERS = words('ACT PLN EST REQ PRE');
export const MODES = words('VESSEL RAIL TRUCK BARGE');
export const FACILITY_TYPES = words('BOCR BORD CLOC COFS COYA OFFD DEPO INTE POTE RAMP WAYP');

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
