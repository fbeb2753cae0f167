// Worked examples E5 and E7: the empty unit, the 100 points of Decision 766.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();
const END_OF_YEAR = '2023-12-31T23:00:00+07:00';

const petition = (agency: string, petitionId: string, rest: Readonly<Record<string, unknown>> = {}): Told =>
  tell(agency, 'vn.nhip.petition.stated', { petitionId, receivedAt: '2023-03-02', ...rest });
const dossier = (agency: string, dossierId: string, rest: Readonly<Record<string, unknown>> = {}): Told =>
  tell(agency, 'vn.nhip.dossier.stated', { dossierId, receivedAt: '2023-03-02', ...rest });

/** D keeps petitions and dossiers in March; A has never told anything. */
const onlyOneTells = [
  petition('D', '1', { late: true, unhappy: false }),
  dossier('D', '1', { late: true, disliked: false, feeLines: 2, feeTotal: 0 }),
  dossier('D', '2', { late: false, disliked: false, feeLines: 0 }),
  dossier('D', '3', { late: false, disliked: false, feeLines: 1, feeTotal: 50_000, paidOnline: true }),
  dossier('D', '4', { late: false, disliked: true, feeLines: 2, feeTotal: 20_000 }),
  tell('D', 'vn.nhip.press_request.stated', { requestId: '1', dueAt: '2023-03-09', inTime: true }),
];

const emptyUnit: readonly Example[] = [
  {
    name: 'E5: who has nothing to divide has the points of the policy and no value',
    catalogue: 'empty-unit',
    told: onlyOneTells,
    tick: END_OF_YEAR,
    answers: [
      ['c5-2', 'D', '2023-04', '0/0 no value score 6'],
      ['c5-3', 'D', '2023-04', '0/0 no value score 6'],
      ['c5-4', 'D', '2023-04', '0/0 no value score 0'],
      ['c2-1', 'D', '2023-04', '0/0 no value score 0'],
      ['c3-6', 'D', '2023-04', '0/0 no value score 0'],
      ['bc-01', 'D', '2023-04', '0/0 no value'],
      ['satisfaction', 'D', '2023-04', '12/18 score 12'],
    ],
  },
  {
    name: 'E5: who does not report has them, too',
    catalogue: 'empty-unit',
    told: onlyOneTells,
    tick: END_OF_YEAR,
    answers: [
      ['c5-2', 'A', '2023-03', 'not reporting score 6'],
      ['c5-3', 'A', '2023-03', 'not reporting score 6'],
      ['c5-4', 'A', '2023-03', 'not reporting score 0'],
      ['c2-1', 'A', '2023-03', 'not reporting score 0'],
      ['bc-01', 'A', '2023-03', 'not reporting'],
      ['satisfaction', 'A', '2023-03', 'not reporting score 12'],
    ],
  },
  {
    name: 'E5: fee lines that are all 0 leave the denominator, no lines do not',
    catalogue: 'empty-unit',
    told: onlyOneTells,
    tick: END_OF_YEAR,
    answers: [
      ['c3-6', 'D', '2023-03', '1/3 score 2'],
      ['c3-6', 'city', '2023-03', '1/3 score 2'],
      ['c5-2', 'D', '2023-03', '0/1 score 0 SOME_LATE'],
      ['satisfaction', 'city', '2023-03', '9.333333333/18 score 9.333333333 SOME_LATE'],
    ],
  },
  {
    name: 'E5: nothing paid of three is a value',
    catalogue: 'empty-unit',
    told: [...onlyOneTells, dossier('D', '3', { late: false, disliked: false, feeLines: 1, feeTotal: 50_000 })],
    tick: END_OF_YEAR,
    answers: [['c3-6', 'D', '2023-03', '0/3 score 0']],
  },
  {
    name: 'E5: too few to be rated have a value and no points, in a composite neither',
    catalogue: 'empty-unit',
    told: [...onlyOneTells, petition('A', '2', { late: false }), petition('A', '3', { late: false })],
    tick: END_OF_YEAR,
    answers: [
      ['c5-2-rated', 'D', '2023-03', '0/1 not rated'],
      ['rated', 'D', '2023-03', '6/6 no value'],
      ['c5-2-rated', 'A', '2023-03', '2/2 score 6'],
      ['c5-2-rated', 'city', '2023-03', '2/3 score 4'],
      ['rated', 'city', '2023-03', '10/12 score 10'],
    ],
  },
];

/** Criterion -> the two numbers it divides. */
type Figures = Readonly<Record<string, readonly [of: number, over: number]>>;

const E7: Figures = {
  '1.1': [19, 20],
  '1.2': [36, 40],
  '1.3': [50, 50],
  '1.4': [80, 100],
  '2.1': [962, 1000],
  '4.1': [450, 500],
  '4.2': [60, 100],
  '4.x': [1, 2],
  '4.3': [196, 1000],
  '4.4': [1, 4],
  '4.5b': [300, 1000],
  '4.5a': [30, 40],
  '3.1': [72, 100],
  '3.2': [45, 60],
  '3.3': [400, 1000],
  '3.4': [90, 100],
  '3.5': [30, 100],
  '3.6': [300, 500],
  '5.4': [0, 1000],
  '5.4-late': [38, 0],
  '5.4-disliked': [152, 0],
};

function stated(agency: string, at: string, figures: Figures): readonly Told[] {
  return Object.entries(figures).map(([code, [of, over]]) =>
    tell(agency, 'vn.nhip.criterion.stated', { code, month: at.slice(0, 7), at, of, over }),
  );
}

const { '4.x': _, ...without4x } = E7;
const { '1.4': __, ...without14 } = E7;

/** What the province with the best figures had published, by tile. */
const published: Readonly<Record<string, number>> = {
  openness: 15.82,
  progress: 19.45,
  online: 8.53,
  payment: 10,
  satisfaction: 17.86,
  digitisation: 21.17,
};

const binhDuong: Figures = {
  '2.1': [9624, 10_000],
  '3.6': [5729, 10_000],
  '4.3': [196, 1000],
  '1.4': [7321, 10_000],
  '3.3': [683, 1000],
  '3.2': [115_665, 168_746],
};

const index766: readonly Example[] = [
  {
    name: 'E7: the groups and the total are the sums of unrounded points',
    catalogue: 'index-766',
    told: stated('D', '2023-01-10', E7),
    tick: END_OF_YEAR,
    answers: [
      ['c1-1', 'D', '2023-01', '19/20 score 5.7'],
      ['c1-4', 'D', '2023-01', '80/100 score 4.8'],
      ['c3-3', 'D', '2023-01', '400/1000 score 3.84'],
      ['c4-2', 'D', '2023-01', '60/100 score 3'],
      ['c5-2', 'D', '2023-01', '0/0 no value score 6'],
      ['c5-4', 'D', '2023-01', '810/1000 score 5.4'],
      ['openness', 'D', '2023-01', '16.1/18 score 16.1'],
      ['progress', 'D', '2023-01', '19.24/20 score 19.24'],
      ['digitisation', 'D', '2023-01', '12.99/22 score 12.99'],
      ['online', 'D', '2023-01', '8.64/12 score 8.64'],
      ['payment', 'D', '2023-01', '6.35/10 score 6.35'],
      ['satisfaction', 'D', '2023-01', '17.4/18 score 17.4'],
      ['total', 'D', '2023-01', '80.72/100 score 80.72'],
      ['total-strict', 'D', '2023-01', '80.72/100 score 80.72'],
      ['total-linear', 'D', '2023-01', '80.12/100 score 80.12'],
      ['total-uncapped', 'D', '2023-01', '80.97/100.5 score 80.97'],
    ],
  },
  {
    name: 'E7: at a commune two criteria do not apply and give full points; points are never summed up the tree (N5)',
    catalogue: 'index-766',
    told: [...stated('D', '2023-01-10', E7), ...stated('A', '2023-01-11', E7)],
    tick: END_OF_YEAR,
    answers: [
      ['c4-5a', 'A', '2023-01', 'not applicable score 2'],
      ['c4-5b', 'A', '2023-01', 'not applicable score 2'],
      ['total', 'A', '2023-01', '82.62/100 score 82.62'],
      ['total', 'D', '2023-01', '80.72/100 score 80.72'],
      ['c4-5a', 'city', '2023-01', '60/80 score 1.5'],
      ['total', 'city', '2023-01', '80.72/100 score 80.72'],
    ],
  },
  {
    name: 'E7: a criterion that is not stated leaves a partial total, or none, or one in proportion',
    catalogue: 'index-766',
    told: stated('D', '2023-01-10', without4x),
    tick: END_OF_YEAR,
    answers: [
      ['c4-x', 'D', '2023-01', '0/0 no value'],
      ['digitisation', 'D', '2023-01', '11.99/20 score 11.99 PARTIAL_SCORE'],
      ['total', 'D', '2023-01', '79.72/98 score 79.72 PARTIAL_SCORE'],
      ['total-strict', 'D', '2023-01', '79.72/98 no value PARTIAL_SCORE'],
      ['total-rescaled', 'D', '2023-01', '79.72/98 score 81.346938776 PARTIAL_SCORE RESCALED_SCORE'],
    ],
  },
  {
    name: 'E7: nothing to divide in 1.4 is 0 with a flag, and so is 3.3, which it multiplies',
    catalogue: 'index-766',
    told: stated('D', '2023-01-10', without14),
    tick: END_OF_YEAR,
    answers: [
      ['c1-4', 'D', '2023-01', '0/0 score 0 NO_NATIONAL_REPORT_DATA'],
      ['c3-3', 'D', '2023-01', '400/1000 score 0 NO_NATIONAL_REPORT_DATA'],
      ['total', 'D', '2023-01', '72.08/100 score 72.08 NO_NATIONAL_REPORT_DATA'],
    ],
  },
  {
    name: 'E7: published points, their sum, and how far the computed total is from the published one',
    catalogue: 'index-766',
    told: [
      ...Object.entries({ ...published, total: 80.73 }).map(([what, points]) =>
        tell('D', 'vn.nhip.published.stated', { what, month: '2023-01', at: '2023-01-31', points }),
      ),
      ...stated('D', '2023-01-10', E7),
    ],
    tick: END_OF_YEAR,
    answers: [
      ['published', 'D', '2023-01', '92.83/100 score 92.83'],
      ['published', 'A', '2023-01', 'not reporting'],
      ['published-gap', 'D', '2023-01', '-0.01'],
      ['published-gap', 'city', '2023-01', 'null no value'],
    ],
  },
  {
    name: 'E7: published shares of a province give their points',
    catalogue: 'index-766',
    told: stated('D', '2024-03-15', binhDuong),
    tick: '2024-04-01T12:00:00+07:00',
    answers: [
      ['c2-1', 'D', '2024-03', '9624/10000 score 19.248'],
      ['c3-6', 'D', '2024-03', '5729/10000 score 3.4374'],
      ['c4-3', 'D', '2024-03', '196/1000 score 0.49'],
      ['c3-3', 'D', '2024-03', '683/1000 score 6'],
      ['c3-2', 'D', '2024-03', '115665/168746 score 2.741753879'],
    ],
  },
];

export const scoreExamples: readonly Example[] = [...emptyUnit, ...index766];
