import { auditedOrderLinks } from './metrics/order-links.ts';
import { auditedOrderReferences } from './metrics/order-references.ts';
import { auditedSupplyRisks } from './metrics/supply-risks.ts';
import { auditing, auditsOf } from './testing/audited.ts';
import { needsOfOrders, sharedReferences } from './testing/order-histories.ts';

const audit = auditing();

auditsOf(audit, needsOfOrders, [
  [auditedSupplyRisks, 50],
  [auditedOrderReferences, 50],
]);
auditsOf(audit, sharedReferences, [[auditedOrderLinks, 100]]);
