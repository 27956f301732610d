import { expect, test } from 'vitest';
import { escapeHtml } from './html.ts';

test('what a browser would read as markup is text', () => {
  expect(escapeHtml(`<b title="a" id='b'>R&D</b>`)).toBe(
    '&lt;b title=&quot;a&quot; id=&#39;b&#39;&gt;R&amp;D&lt;/b&gt;',
  );
  expect(escapeHtml('穿山 29.9')).toBe('穿山 29.9');
});
