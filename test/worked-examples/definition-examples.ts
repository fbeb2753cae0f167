// Worked examples of a KPI by two definitions, one after the other: of a period it is the one that is valid on its last day.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();
let number = 0;
const dossier = (receivedAt: string, rest: Readonly<Record<string, unknown>>): Told => {
  number += 1;
  return tell('X', 'vn.nhip.dossier.stated', { dossierId: `${number}`, receivedAt, ...rest });
};

/** Both ways of looking at a service are stated of some dossiers, so that each definition can be told from the other one. */
const told = [
  dossier('2022-07-10', { level: 4, service: 'full', channel: 'counter', finishedAt: '2022-07-20' }),
  dossier('2022-07-10', { level: 3, service: 'partial', finishedAt: '2022-07-20' }),
  dossier('2022-07-10', { level: 3, service: 'partial' }),
  dossier('2022-07-10', { level: 2 }),
  dossier('2022-08-10', { level: 4, service: 'partial', channel: 'counter' }),
  dossier('2022-08-10', { level: 1 }),
  dossier('2022-08-20', { service: 'full' }),
  dossier('2022-08-20', { service: 'full' }),
  dossier('2022-09-05', { service: 'full' }),
  dossier('2022-09-05', { service: 'partial' }),
];
const CHANGED = 'DEFINITION_CHANGED';

const example = (name: string, answers: Example['answers']): Example => ({
  name: `Definitions: ${name}`,
  catalogue: 'definitions',
  told,
  tick: '2022-12-31T23:00:00+07:00',
  answers,
});

export const definitionExamples: readonly Example[] = [
  example('the last day of a period decides, and a period with days under both is flagged', [
    ['online-share', 'city', '2022-07', '3/4 score 6'],
    ['online-share', 'city', '2022-08', `2/4 score 3 ${CHANGED}`],
    ['online-share', 'city', '2022-09', '1/2 score 3'],
    ['online-share', 'city', '2022-10', '0/0 no value score 6'],
    ['online-share', 'city', '2022-Q3', `4/10 score 2.4 ${CHANGED}`],
    ['online-share', 'city', '2022', `4/10 score 2.4 ${CHANGED}`],
  ]),
  example('the day and the week on which a definition begins are whole', [
    ['online-share', 'city', '2022-08-10', '1/2 score 6'],
    ['online-share', 'city', '2022-08-14', '0/0 no value'],
    ['online-share', 'city', '2022-08-15', '0/0 no value score 6'],
    ['online-share', 'city', '2022-W32', '1/2 score 6'],
    ['online-share', 'city', '2022-W33', '2/2 score 6'],
  ]),
  example('a rolling window goes over from one definition to the other', [
    ['online-share', 'city', '2022-07-16/P30D', '1/2 score 6'],
    ['online-share', 'city', '2022-07-17/P30D', `0/2 score 0 ${CHANGED}`],
    ['online-share', 'city', '2022-08-14/P30D', `3/4 score 4.5 ${CHANGED}`],
    ['online-share', 'city', '2022-08-15/P30D', '3/4 score 4.5'],
  ]),
  example('each is published at its own levels', [
    ['online-share', 'X', '2022-07', '-'],
    ['online-share', 'X', '2022-08-14', '-'],
    ['online-share', 'X', '2022-08', `2/4 score 3 ${CHANGED}`],
    ['online-share', 'D', '2022-07', '3/4 score 6'],
  ]),
  example(
    'what is counted up to a day is counted by one definition, and flagged as long as it reaches back behind it',
    [
      ['online-to-date', 'city', '2022-07', '3/4'],
      ['online-to-date', 'city', '2022-08', `3/8 ${CHANGED}`],
      ['online-to-date', 'city', '2022-12', `4/10 ${CHANGED}`],
      ['full-and-quota', 'city', '2022-08-31', `10 ${CHANGED}`],
      ['full-and-quota', 'city', '2022-09-01', '10'],
      ['full-and-quota', 'city', '2022-09-05', '11'],
    ],
  ),
  example(
    'another KPI is read by the definition of the period it is read in, a measure by that of the period asked for',
    [
      ['growth', 'city', '2022-08', `0.5/0.75 = -0.333333333333 ${CHANGED}`],
      ['growth', 'city', '2022-09', `0.5/0.5 = 0 ${CHANGED}`],
      ['full-growth', 'city', '2022-07', '-'],
      ['full-growth', 'city', '2022-08', `2/1 = 1 ${CHANGED}`],
      ['full-growth', 'city', '2022-09', `1/2 = -0.5 ${CHANGED}`],
      ['full-growth', 'city', '2022-Q4', `0/4 = -1 ${CHANGED}`],
      ['full-growth', 'city', '2022-11', '0/0 no value'],
    ],
  ),
  example('a composite has the points and the flag of the definition that was valid', [
    ['index', 'city', '2022-07', '6/6 score 6'],
    ['index', 'city', '2022-08', `3/6 score 3 ${CHANGED}`],
    ['index', 'D', '2022-09', '3/6 score 3'],
  ]),
  example('a slice around another KPI cuts the definition that was valid', [
    ['share-at-counters', 'city', '2022-07', '1/1'],
    ['share-at-counters', 'city', '2022-08', `0/1 ${CHANGED}`],
    ['share-at-counters', 'city', '2022-09', '0/0 no value'],
  ]),
  example('a flow becomes a stock, and a KPI ends', [
    ['work', 'city', '2022-07', '4'],
    ['work', 'city', '2022-08', `6 ${CHANGED}`],
    ['work', 'city', '2022-09', '8'],
    ['work', 'city', '2022-10', '-'],
    ['work', 'city', '2022', '-'],
  ]),
];
