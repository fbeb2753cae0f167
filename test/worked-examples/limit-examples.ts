// Worked examples E3 and E4: supplement requests, and limits in working time where nothing was promised.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();
const END_OF_JUNE = '2023-06-30T23:00:00+07:00';

const at = (text: string): string => `${text}:00+07:00`;
const received = (receivedAt: string, more: Readonly<Record<string, string>> = {}): Told =>
  tell('A', 'vn.nhip.dossier.received', { dossierId: 'a', receivedAt, ...more });
const finished = (processedAt: string): Told => tell('A', 'vn.nhip.dossier.processed', { dossierId: 'a', processedAt });
const requested = (requestNo: number, requestedAt: string): Told =>
  tell('A', 'vn.nhip.dossier.requested', { dossierId: 'a', requestNo, requestedAt });
const completed = (requestNo: number, completedAt: string): Told =>
  tell('A', 'vn.nhip.dossier.completed', { dossierId: 'a', requestNo, completedAt });

const example = (name: string, told: readonly Told[], answers: Example['answers']): Example => ({
  name,
  catalogue: 'limits',
  told,
  tick: END_OF_JUNE,
  answers,
});

const due = received('2023-03-01', { dueAt: '2023-03-10' });
const answered = [due, requested(1, at('2023-03-08T09:00')), completed(1, at('2023-03-20T09:00'))];
const twice = [
  due,
  requested(1, at('2023-03-03T09:00')),
  completed(1, at('2023-03-04T09:00')),
  requested(2, at('2023-03-07T09:00')),
  completed(2, at('2023-03-08T09:00')),
  finished('2023-03-09'),
];

const supplements: readonly Example[] = [
  example(
    'E3 (a): while a request is pending nothing is late',
    [due, requested(1, at('2023-03-08T09:00'))],
    [
      ['on-time', 'A', '2023-03', '1/1'],
      ['on-time', 'A', '2023-04', '1/1'],
    ],
  ),
  example(
    'E3 (b): a request that is completed moves the promise by its length: in time',
    [...answered, finished('2023-03-21')],
    [['on-time', 'A', '2023-03', '1/1']],
  ),
  example(
    'E3 (b): one day after the moved promise is late',
    [...answered, finished('2023-03-23')],
    [['on-time', 'A', '2023-03', '0/1']],
  ),
  example(
    'E3 (b): the moved promise lasts through its day',
    [...answered, finished(at('2023-03-22T23:59'))],
    [['on-time', 'A', '2023-03', '1/1']],
  ),
  example('E3 (b): open it is overdue on the day after the moved promise', answered, [
    ['overdue', 'A', '2023-03-22', '0'],
    ['overdue', 'A', '2023-03-23', '1'],
    ['on-time', 'A', '2023-03', '0/1'],
  ]),
  example(
    'E3 (c): a request after the promise changes nothing',
    [due, requested(1, at('2023-03-11T09:00'))],
    [
      ['on-time', 'A', '2023-03', '0/1'],
      ['overdue', 'A', '2023-03-10', '0'],
      ['overdue', 'A', '2023-03-11', '1'],
    ],
  ),
  example('E3 (d): the second request makes it late for good', twice, [
    ['on-time', 'A', '2023-03', '0/1'],
    ['on-time', 'A', '2023-03-06', '1/1'],
    ['on-time', 'A', '2023-03-07', '0/1'],
  ]),
  example(
    'E3 (e): without the second request it is in time again',
    [
      ...twice,
      tell('A', 'vn.nhip.dossier.retracted', { dossierId: 'a', of: 'vn.nhip.dossier.requested', requestNo: 2 }),
    ],
    [
      ['on-time', 'A', '2023-03', '1/1'],
      ['on-time', 'A', '2023-03-07', '1/1'],
    ],
  ),
];

const limited = received(at('2023-04-28T09:00'), { procedure: 'p' });
const paused = [limited, requested(1, at('2023-05-08T10:00')), completed(1, at('2023-05-09T10:00'))];

const limits: readonly Example[] = [
  example(
    'E4: five working days over the days off: in time on the fifth',
    [limited, finished(at('2023-05-10T17:00'))],
    [
      ['on-time', 'A', '2023-05', '1/1'],
      ['days', 'A', '2023-05', '5/1'],
    ],
  ),
  example(
    'E4: late on the day after',
    [limited, finished(at('2023-05-11T08:00'))],
    [
      ['on-time', 'A', '2023-05', '0/1'],
      ['days', 'A', '2023-05', '6/1'],
    ],
  ),
  example(
    'E4: open it is overdue from the day after, and the limit is the one of its receipt',
    [limited],
    [
      ['overdue', 'A', '2023-05-10', '0'],
      ['overdue', 'A', '2023-05-11', '1'],
    ],
  ),
  example(
    'E4: a day of pause is a working day more',
    [...paused, finished(at('2023-05-11T17:00'))],
    [
      ['on-time', 'A', '2023-05', '1/1'],
      ['days', 'A', '2023-05', '5/1'],
    ],
  ),
  example('E4: and not two', [...paused, finished(at('2023-05-12T08:00'))], [['on-time', 'A', '2023-05', '0/1']]),
  example(
    'E4: received after the table has changed, the new limit counts',
    [received(at('2023-05-04T09:00'), { procedure: 'p' })],
    [
      ['overdue', 'A', '2023-05-09', '0'],
      ['overdue', 'A', '2023-05-10', '1'],
    ],
  ),
  example(
    'E4: without row and promise it is not in time, finished',
    [received('2023-05-04', { procedure: 'x' }), finished('2023-05-05')],
    [
      ['on-time', 'A', '2023-05', '0/1'],
      ['overdue', 'A', '2023-05', '0'],
    ],
  ),
  example(
    'E4: nor open, and it never is overdue',
    [received('2023-05-04')],
    [
      ['on-time', 'A', '2023-05', '0/1'],
      ['on-time', 'A', '2023-06', '0/1'],
      ['overdue', 'A', '2023-06', '0'],
      ['no-deadline', 'A', '2023-05', '1'],
    ],
  ),
  example(
    'E4 in working hours: twelve of them end in the middle of the next working day but one, to the minute',
    [received(at('2023-04-27T16:30'), { procedure: 'h' }), finished(at('2023-05-04T11:00'))],
    [['on-time', 'A', '2023-05', '1/1']],
  ),
  example(
    'E4 in working hours: a minute later is late',
    [received(at('2023-04-27T16:30'), { procedure: 'h' }), finished(at('2023-05-04T11:01'))],
    [['on-time', 'A', '2023-05', '0/1']],
  ),
];

const feeBearing: readonly Example[] = [
  example(
    'tables: what a row says counts as of the receipt; members are asked as of the last day of the period',
    [
      tell('A', 'vn.nhip.dossier.received', { dossierId: '1', procedure: 'h', receivedAt: '2023-05-31' }),
      tell('A', 'vn.nhip.dossier.received', { dossierId: '2', procedure: 'h', receivedAt: '2023-06-01' }),
      tell('A', 'vn.nhip.dossier.received', { dossierId: '3', procedure: 'p', receivedAt: '2023-05-02' }),
    ],
    [
      ['fee-bearing', 'A', '2023-05', '2'],
      ['fee-bearing', 'A', '2023-06', '0'],
      ['land', 'A', '2023-05', '1'],
      ['procedures-with-fee', 'A', '2023-05', '2/2'],
      ['procedures-with-fee', 'A', '2023-06', '0/1'],
      ['procedures-with-fee', 'city', '2023', '1/1'],
    ],
  ),
  example(
    'calendar: a value in working time is unconfirmed where a year of its period is not announced',
    [received(at('2022-12-28T09:00'), { procedure: 'p' }), finished(at('2023-01-04T09:00'))],
    [
      ['days', 'A', '2022-12', '0/0 no value CALENDAR_UNCONFIRMED'],
      ['days', 'A', '2023-01', '5/1'],
      ['overdue', 'A', '2022-12', '0 CALENDAR_UNCONFIRMED'],
      ['fee-bearing', 'A', '2022-12', '1'],
    ],
  ),
];

export const limitExamples: readonly Example[] = [...supplements, ...limits, ...feeBearing];
