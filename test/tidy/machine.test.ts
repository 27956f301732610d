import { expect, test } from 'vitest';

// The `node` package brings the runtime. Under `npm ci --ignore-scripts` it is not fetched, and an older one of the
// machine's would run instead, with other types and another language.
test('the tests run on Node 24', () => {
  expect(process.versions.node.split('.')[0]).toBe('24');
});
