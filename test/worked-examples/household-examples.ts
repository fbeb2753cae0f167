// Worked example E10: activity within 90 days, whoever leaves being active no more.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();

const order = (orderNo: number, placedAt: string): Told =>
  tell('A', 'vn.nhip.household.order', { householdId: 'h', orderNo, placedAt });
const onboarded = tell('A', 'vn.nhip.household.onboarded', { householdId: 'h', onboardedAt: '2023-01-02' });
const twoOrders = [onboarded, order(1, '2023-01-10'), order(2, '2023-03-01')];

export const householdExamples: readonly Example[] = [
  {
    name: 'E10: active for 90 days after any order',
    catalogue: 'households',
    told: twoOrders,
    tick: '2023-06-15T12:00:00+07:00',
    answers: [
      ['active', 'A', '2023-01-31', '1'],
      ['active', 'A', '2023-02-28', '1'],
      ['active', 'A', '2023-03', '1'],
      ['active', 'A', '2023-04', '1'],
      ['active', 'A', '2023-05-29', '1'],
      ['active', 'A', '2023-05-30', '0'],
      ['active-share', 'city', '2023-02', '1/1'],
      ['active-share', 'city', '2023-05', '0/1'],
    ],
  },
  {
    name: 'E10: told in another order, it is the same',
    catalogue: 'households',
    told: [order(2, '2023-03-01'), onboarded, order(1, '2023-01-10')],
    tick: '2023-06-15T12:00:00+07:00',
    answers: [
      ['active', 'A', '2023-01-31', '1'],
      ['active', 'A', '2023-05-29', '1'],
      ['active', 'A', '2023-05-30', '0'],
    ],
  },
  {
    name: 'E10: without the second order it ends 90 days after the first',
    catalogue: 'households',
    told: [
      ...twoOrders,
      tell('A', 'vn.nhip.household.retracted', { householdId: 'h', of: 'vn.nhip.household.order', orderNo: 2 }),
    ],
    tick: '2023-06-15T12:00:00+07:00',
    answers: [
      ['active', 'A', '2023-04-09', '1'],
      ['active', 'A', '2023-04-10', '0'],
    ],
  },
  {
    name: 'E10: who leaves is active no more, and was so before',
    catalogue: 'households',
    told: [
      ...twoOrders,
      tell('A', 'vn.nhip.household.left', { householdId: 'h', leftAt: '2023-02-20T15:00:00+07:00' }),
    ],
    tick: '2023-06-15T12:00:00+07:00',
    answers: [
      ['active', 'A', '2023-01', '1'],
      ['active', 'A', '2023-02-19', '1'],
      ['active', 'A', '2023-02-20', '0'],
      ['active', 'A', '2023-03', '0'],
      ['active-share', 'city', '2023-01', '1/1'],
      ['active-share', 'city', '2023-02', '0/0 no value'],
    ],
  },
  {
    name: 'E10: two orders of one day count once',
    catalogue: 'households',
    told: [onboarded, order(1, '2023-01-10T08:00:00+07:00'), order(2, '2023-01-10T20:00:00+07:00')],
    tick: '2023-06-15T12:00:00+07:00',
    answers: [
      ['active', 'A', '2023-01', '1'],
      ['active', 'A', '2023-04-09', '1'],
      ['active', 'A', '2023-04-10', '0'],
    ],
  },
];
