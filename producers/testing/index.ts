export { aContext, Decoding, essence } from './decoding.ts';
export { type LoggedRecord, recordsOf } from './log-reading.ts';
export { type Settled, settledFacts } from './settled-facts.ts';
export { aFacility, testReference } from './test-reference.ts';
