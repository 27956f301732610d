export {
  anAppointmentArrival,
  anAppointmentOutcome,
  aPlateAppointment,
} from './appointment-results.ts';
export { anyEventOf, anyRecord } from './arbitrary.ts';
export { at, DEFAULT_DAY } from './at.ts';
export {
  aContainerMove,
  aGateBox,
  aHinterlandDelivery,
  anOrderBox,
  aQuayMove,
  aYardDwell,
} from './box-results.ts';
export { aBoxDeparture, aCallBox } from './call-results.ts';
export { incompatibilities } from './compatibility.ts';
export { aContainerCycle, anEmptyReturn, anExportLead } from './cycle-results.ts';
export { aDeadLetter } from './dead-letter.ts';
export { CONTAINER, FACILITY, PLATE } from './defaults.ts';
export {
  aContainerEvent,
  aGateBoxDetail,
  aGateTransaction,
  aPlantOrder,
  aTruckAppointment,
  aVesselCall,
} from './facts.ts';
export {
  aBoxProgress,
  aBoxReference,
  anOrderLink,
  anOrderReference,
  aSupplyRisk,
} from './order-results.ts';
export { aTrafficCondition, aTrafficIncident, aTruckPosition, SEGMENT } from './road-facts.ts';
export { anIncidentExposure, anIncidentValidity, aTripEmission } from './road-results.ts';
export { roundTrip } from './round-trip.ts';
export {
  aBoxTrip,
  aTraversalDelay,
  aTripDelay,
  aTruckPassage,
  aTruckTraversal,
  aTruckTrip,
  aTruckVisit,
} from './truck-results.ts';
