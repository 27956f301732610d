import { containerMoves } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { fieldsOf } from './state-fields.ts';

test('a state remembers fields under the types of their topic', () => {
  const [id, move] = fieldsOf(containerMoves, ['id', 'move']);
  expect(id).toMatchObject({ name: 'id', type: 'string' });
  expect(move).toMatchObject({ name: 'move', type: 'string' });
});

test('a field that the topic lacks is refused by name', () => {
  expect(() => fieldsOf(containerMoves, ['colour'])).toThrow(
    'container.moves has no field colour to remember.',
  );
});
