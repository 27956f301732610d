import { loadReference } from '@landbridge/infra';
import { auditedBoxTrips } from './metrics/box-trips.ts';
import { auditedIncidentExposures } from './metrics/incident-exposures.ts';
import { auditedIncidentValidities } from './metrics/incident-validities.ts';
import { auditedTraversalDelays } from './metrics/traversal-delays.ts';
import { auditedTripDelays } from './metrics/trip-delays.ts';
import { auditedTripEmissions } from './metrics/trip-emissions.ts';
import { auditing, auditsOf } from './testing/audited.ts';
import { incidentsOf, trafficOf, tripsWithParts, validitiesOf } from './testing/road-histories.ts';

const audit = auditing();
const segments = loadReference().segments.map(({ id }) => id);

auditsOf(audit, () => trafficOf(segments), [[auditedTraversalDelays, 500]]);
auditsOf(audit, tripsWithParts, [
  [auditedTripDelays, 50],
  [auditedBoxTrips, 50],
  [auditedTripEmissions, 50],
]);
auditsOf(audit, () => ({ incident: incidentsOf(segments) }), [[auditedIncidentValidities, 100]]);
auditsOf(
  audit,
  () => ({ validity: validitiesOf(segments), traversal: trafficOf(segments).traversal }),
  [[auditedIncidentExposures, 100]],
);
