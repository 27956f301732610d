export { type InputEvent, naiveFold, type OutputRow } from './naive-fold.ts';
export { type TestDriver, testDriver } from './test-driver.ts';
