// Worked example E6, last paragraph: what happens later than the period does not change it, unless it is asked as it stands. And the
// fee corner of E5: a dossier whose every fee line is 0 is left out, one without any fee line is not.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();

const received = (dossierId: string, receivedAt: string, channel = 'online'): Told =>
  tell('A', 'vn.nhip.dossier.received', { dossierId, channel, receivedAt });
const issued = (dossierId: string, resultAt: string): Told =>
  tell('A', 'vn.nhip.dossier.issued', { dossierId, resultAt });

const late = [received('a', '2023-03-28T10:00:00+07:00'), issued('a', '2023-04-03T09:00:00+07:00')];

const withFees = (dossierId: string, amounts: readonly number[]): Told =>
  tell('A', 'vn.nhip.dossier.received', {
    dossierId,
    receivedAt: '2023-03-02',
    feeBearing: true,
    fees: amounts.map((amount) => ({ amount })),
  });

const fees = [withFees('a', [0, 0]), withFees('b', []), withFees('c', [50_000]), withFees('d', [0, 20_000])];

const feeExamples: readonly Example[] = [
  {
    name: 'E5: of four dossiers one has nothing to pay, and one of the others was paid online',
    catalogue: 'results',
    told: [...fees, tell('A', 'vn.nhip.dossier.paid', { dossierId: 'c', paidAt: '2023-03-03' })],
    tick: '2023-12-31T23:00:00+07:00',
    answers: [
      ['paid-online', 'A', '2023-03', '1/3'],
      ['fees', 'A', '2023-03', '70000'],
    ],
  },
  {
    name: 'E5: none of three is 0, which is a value',
    catalogue: 'results',
    told: fees,
    tick: '2023-12-31T23:00:00+07:00',
    answers: [['paid-online', 'A', '2023-03', '0/3']],
  },
];

export const resultExamples: readonly Example[] = [
  ...feeExamples,
  {
    name: 'E6: a result of April is none of March, and the year has both',
    catalogue: 'results',
    told: late,
    tick: '2023-12-31T23:00:00+07:00',
    answers: [
      ['online-settled', 'A', '2023-03', '0/1'],
      ['online-settled', 'A', '2023-Q1', '0/1'],
      ['online-settled', 'A', '2023-04', '0/0 no value'],
      ['online-settled', 'A', '2023-Q2', '0/0 no value'],
      ['online-settled', 'A', '2023', '1/1'],
      ['online-settled', 'city', '2023', '1/1'],
      ['online-settled-as-it-stands', 'A', '2023-03', '1/1'],
    ],
  },
  {
    name: 'E6: the year to date has it from the day of the result on',
    catalogue: 'results',
    told: late,
    tick: '2023-04-02T23:00:00+07:00',
    answers: [
      // The result is not there yet: it is told of a day to come.
      ['online-settled', 'A', '2023', '0/1'],
      ['settled-or-open', 'A', '2023', '1'],
    ],
  },
  {
    name: 'E6: beside a stock it is read up to the same midnight',
    catalogue: 'results',
    told: late,
    tick: '2023-04-04T08:00:00+07:00',
    answers: [
      ['online-settled', 'A', '2023', '1/1'],
      ['settled-or-open', 'A', '2023', '1'],
      ['settled-or-open', 'A', '2023-04', '0'],
      ['settled-or-open', 'A', '2023-03', '1'],
      ['settled-or-open', 'A', '2023-04-03', '0'],
    ],
  },
  {
    name: 'E6: a result before the receipt had happened by the end of the period',
    catalogue: 'results',
    told: [received('b', '2023-05-02'), issued('b', '2023-04-28'), received('c', '2023-05-02', 'counter')],
    tick: '2023-12-31T23:00:00+07:00',
    answers: [
      ['online-settled', 'A', '2023-05-02', '1/2'],
      ['online-settled', 'A', '2023-W18', '1/2'],
      ['online-settled', 'A', '2023-Q2', '1/2'],
    ],
  },
];
