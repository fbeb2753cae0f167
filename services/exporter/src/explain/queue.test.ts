// One explanation after the other, and no more waiting than may.
import { expect, it } from 'vitest';
import { createQueue } from './queue.ts';

it('does one thing after the other and refuses whoever would wait behind too many', async () => {
  const queue = createQueue(1);
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const first = queue.inTurn(async () => {
    await gate.promise;
    order.push('first');
    throw new Error('it failed');
  });
  const second = queue.inTurn(async () => order.push('second'));
  await expect(queue.inTurn(async () => order.push('third'))).rejects.toMatchObject({ code: 'NHIP_EXPLAIN_BUSY' });
  gate.resolve();
  await expect(first).rejects.toThrow('it failed');
  await second;
  await queue.inTurn(async () => order.push('fourth'));
  expect(order).toEqual(['first', 'second', 'fourth']);
});
