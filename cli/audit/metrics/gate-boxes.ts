import { gateBoxes, gateTransactions } from '@landbridge/schemas';
import type { AuditedMetric } from '../metric.ts';

/** Each box of each gate transaction, once, under the number of the box. */
export const auditedGateBoxes: AuditedMetric = {
  topic: gateBoxes,
  processor: 'gate-boxes',
  compared: [
    ...['eventTime', 'container', 'containerText', 'idQuality', 'emptyIndicator', 'sizeTypeText'],
    ...['sizeType', 'teu', 'booking', 'seals', 'direction', 'facility', 'facilityText'],
    ...['facilityGroup', 'plate', 'transactionId', 'appointmentId', 'precision', 'trouble'],
    ...['causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT concat(box.container, '/', passed.id) AS id, eventTime, box.container AS container, box.containerText AS containerText,
      box.idQuality AS idQuality, box.emptyIndicator AS emptyIndicator, box.sizeTypeText AS sizeTypeText, box.sizeType AS sizeType,
      box.teu AS teu, box.booking AS booking, box.seals AS seals, direction, facility, facilityText, facilityGroup, plate,
      transactionId, appointmentId, precision, trouble, [concat('gate.transactions/', passed.id)] AS causes, 1 AS causeCount
    FROM ${accepted(gateTransactions)} AS passed
    ARRAY JOIN boxes AS box, arrayEnumerateUniq(boxes.container) AS mention
    WHERE mention = 1 AND box.container != ''`,
};
