// Worked examples E1 and E2: end states and precision; late by the calendar alone.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();
const END_OF_YEAR = '2023-12-31T23:00:00+07:00';

const received = (dossierId: string, receivedAt: string, dueAt: string): Told =>
  tell('A', 'vn.nhip.dossier.received', { dossierId, receivedAt, dueAt });
const processed = (dossierId: string, processedAt: string): Told =>
  tell('A', 'vn.nhip.dossier.processed', { dossierId, processedAt });
const returned = (dossierId: string, returnedAt: string): Told =>
  tell('A', 'vn.nhip.dossier.returned', { dossierId, returnedAt });

const twoEnds = [received('a', '2023-03-01', '2023-03-10'), returned('a', '2023-03-08'), processed('a', '2023-03-12')];

const endStates: readonly Example[] = [
  {
    name: 'E1: the first end in the order listed counts, not the earliest',
    catalogue: 'dossiers',
    told: twoEnds,
    tick: END_OF_YEAR,
    answers: [
      ['on-time', 'A', '2023-03', '0/1'],
      ['on-time', 'city', '2023-03', '0/1'],
    ],
  },
  {
    name: 'E1: without the first end the second one counts',
    catalogue: 'dossiers',
    told: [...twoEnds, tell('A', 'vn.nhip.dossier.retracted', { dossierId: 'a', of: 'vn.nhip.dossier.processed' })],
    tick: END_OF_YEAR,
    answers: [['on-time', 'A', '2023-03', '1/1']],
  },
  {
    name: 'E1: a due date counts through its day',
    catalogue: 'dossiers',
    told: [received('a', '2023-03-01', '2023-03-10'), processed('a', '2023-03-10T16:45:00+07:00')],
    tick: END_OF_YEAR,
    answers: [['on-time', 'A', '2023-03', '1/1']],
  },
  {
    name: 'E1: a due time counts to the second',
    catalogue: 'dossiers',
    told: [received('a', '2023-03-01', '2023-03-10T16:00:00+07:00'), processed('a', '2023-03-10T16:45:00+07:00')],
    tick: END_OF_YEAR,
    answers: [['on-time', 'A', '2023-03', '0/1']],
  },
];

const first = [received('a', '2023-03-01', '2023-03-10'), processed('a', '2023-04-05')];
const second = [received('b', '2023-03-20', '2023-03-31'), processed('b', '2023-04-03')];
const third = [received('c', '2023-03-01', '2023-03-10'), processed('c', '2023-03-06')];

const lateByCalendar: readonly Example[] = [
  {
    name: 'E2: a dossier turns late on the day after its promise',
    catalogue: 'dossiers',
    told: first,
    tick: END_OF_YEAR,
    answers: [
      ['on-time', 'A', '2023-03-10', '1/1'],
      ['on-time', 'A', '2023-03-11', '0/1'],
      ['on-time', 'A', '2023-W09', '1/1'],
      ['on-time', 'A', '2023-W10', '0/1'],
      ['on-time', 'A', '2023-03', '0/1'],
      ['on-time', 'A', '2023-04', '0/1'],
      ['on-time', 'A', '2023-05', '0/0 no value'],
      ['on-time', 'A', '2023-Q1', '0/1'],
      ['on-time', 'A', '2023-Q2', '0/1'],
      ['on-time', 'A', '2023', '0/1'],
      ['on-time', 'A', '2023-02', '-'],
      ['overdue', 'A', '2023-03-10', '0'],
      ['overdue', 'A', '2023-03-11', '1'],
      ['overdue', 'A', '2023-04-04', '1'],
      ['overdue', 'A', '2023-04-05', '0'],
    ],
  },
  {
    name: 'E2: a second one that is late after the quarter only',
    catalogue: 'dossiers',
    told: second,
    tick: END_OF_YEAR,
    answers: [
      ['on-time', 'A', '2023-03', '1/1'],
      ['on-time', 'A', '2023-04', '0/1'],
      ['on-time', 'A', '2023-Q1', '1/1'],
      ['on-time', 'A', '2023', '0/1'],
    ],
  },
  {
    name: 'E2: both',
    catalogue: 'dossiers',
    told: [...first, ...second],
    tick: END_OF_YEAR,
    answers: [
      ['on-time', 'A', '2023-03', '1/2'],
      ['on-time', 'A', '2023-Q1', '1/2'],
      ['on-time', 'A', '2023-04', '0/2'],
    ],
  },
  {
    name: 'E2: finished before it is due, it never is overdue',
    catalogue: 'dossiers',
    told: third,
    tick: END_OF_YEAR,
    answers: ['2023-03-05', '2023-03-09', '2023-03-10', '2023-03-11', '2023-03-31'].map(
      (day) => ['overdue', 'A', day, '0'] as const,
    ),
  },
];

const stillOpen = [received('a', '2023-03-01T09:00:00+07:00', '2023-03-10')];

/** A formula with a stock reads up to the last local midnight, one without reads up to now. */
const unfinished: readonly Example[] = [
  {
    name: 'E2 at noon of the first day: counted as received, not yet as open',
    catalogue: 'dossiers',
    told: stillOpen,
    tick: '2023-03-01T12:00:00+07:00',
    answers: [
      ['received', 'A', '2023-03-01', '1'],
      ['received', 'A', '2023-03', '1'],
      ['on-time', 'A', '2023-03', '0/0 no value'],
      ['overdue', 'A', '2023-03', '0'],
    ],
  },
  {
    name: 'E2 at noon of the day after the promise: this midnight it was in time',
    catalogue: 'dossiers',
    told: stillOpen,
    tick: '2023-03-11T12:00:00+07:00',
    answers: [
      ['on-time', 'A', '2023-03-10', '1/1'],
      ['on-time', 'A', '2023-03-11', '1/1'],
      ['on-time', 'A', '2023-03', '1/1'],
      ['on-time', 'A', '2023-03-12', '-'],
      ['overdue', 'A', '2023-03', '0'],
    ],
  },
  {
    name: 'E2 at noon one day later: it is late, with no event and no timer',
    catalogue: 'dossiers',
    told: stillOpen,
    tick: '2023-03-12T12:00:00+07:00',
    answers: [
      ['on-time', 'A', '2023-03-10', '1/1'],
      ['on-time', 'A', '2023-03-11', '0/1'],
      ['on-time', 'A', '2023-03-12', '0/1'],
      ['on-time', 'A', '2023-03', '0/1'],
      ['on-time', 'A', '2023-Q1', '0/1'],
      ['overdue', 'A', '2023-03', '1'],
    ],
  },
  {
    name: 'E2 with another commit that takes all back: nothing is reported',
    catalogue: 'dossiers',
    told: [...stillOpen, tell('A', 'vn.nhip.dossier.retracted', { dossierId: 'a' })],
    tick: '2023-03-12T12:00:00+07:00',
    answers: [['on-time', 'A', '2023-03', '-']],
  },
];

export const timeExamples: readonly Example[] = [...endStates, ...lateByCalendar, ...unfinished];
