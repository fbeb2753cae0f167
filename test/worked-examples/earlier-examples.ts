// Worked example E6 with its fallback to last year's total; growth, windows to date, stocks that are compared with earlier ones.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();
const END_OF_YEAR = '2023-12-31T23:00:00+07:00';

interface Totals {
  readonly synced?: number;
  readonly hub?: number;
  readonly national?: number;
  readonly received?: number;
  readonly settledOnline?: number;
}

const total = (agency: string, day: string, totals: Totals): Told =>
  tell(agency, 'vn.nhip.total.stated', { reportNo: day, day, ...totals });
const received = (day: string, count: number): Told => total('X', day, { received: count });

const syncRate: readonly Example[] = [
  {
    name: 'E6: the larger of two totals is what should have been synchronised',
    catalogue: 'earlier',
    told: [total('X', '2023-03-10', { synced: 80, hub: 90, national: 100, received: 1000, settledOnline: 400 })],
    tick: END_OF_YEAR,
    answers: [
      ['sync-rate', 'X', '2023-03', '80/100'],
      ['sync-rate', 'X', '2023-Q1', '80/100'],
      ['sync-rate', 'X', '2023-W10', '80/100'],
      ['settled-online', 'X', '2023-03', '400/1000 = 0.32'],
    ],
  },
  {
    name: "E6: where neither is there, last year's total by the length of the period, with a flag",
    catalogue: 'earlier',
    told: [
      total('X', '2022-05-31', { national: 700 }),
      total('X', '2022-12-31', { national: 500 }),
      total('X', '2023-03-10', { synced: 30, received: 100, settledOnline: 50 }),
    ],
    tick: END_OF_YEAR,
    answers: [
      ['sync-rate', 'X', '2023-03', '30/100 TEMP_NATIONAL_REPORT_DENOMINATOR'],
      ['sync-rate', 'X', '2023-Q1', '30/300 TEMP_NATIONAL_REPORT_DENOMINATOR'],
      ['sync-rate', 'X', '2023', '30/1200 TEMP_NATIONAL_REPORT_DENOMINATOR'],
      ['sync-rate', 'X', '2023-W10', 'null no value'],
      ['settled-online', 'X', '2023-03', '50/100 = 0.15 TEMP_NATIONAL_REPORT_DENOMINATOR'],
      ['settled-online', 'X', '2023-W10', '50/100 no value'],
    ],
  },
  {
    name: 'E6: without a last year it is 0, with another flag; a week has no official share and no value',
    catalogue: 'earlier',
    told: [total('X', '2023-03-10', { synced: 30 })],
    tick: END_OF_YEAR,
    answers: [
      ['sync-rate', 'X', '2023-03', '0 NO_NATIONAL_REPORT'],
      ['sync-rate', 'X', '2023-Q1', '0 NO_NATIONAL_REPORT'],
      ['sync-rate', 'X', '2023-W10', 'null no value'],
    ],
  },
  {
    name: 'E6: a city takes the larger of its sums, not the sum of the larger ones',
    catalogue: 'earlier',
    told: [
      total('X', '2023-03-10', { synced: 60, hub: 90, national: 100 }),
      total('Y', '2023-03-12', { synced: 10, hub: 50, national: 40 }),
    ],
    tick: END_OF_YEAR,
    answers: [
      ['sync-rate', 'X', '2023-03', '60/100'],
      ['sync-rate', 'Y', '2023-03', '10/50'],
      ['sync-rate', 'city', '2023-03', '70/140'],
    ],
  },
];

const growth: readonly Example[] = [
  {
    name: 'growth compares with the period before and with the same one a year before',
    catalogue: 'earlier',
    told: [received('2022-03-15', 50), received('2023-02-28', 100), received('2023-03-31', 120)],
    tick: END_OF_YEAR,
    answers: [
      ['growth', 'X', '2023-03', '120/100 = 0.2'],
      ['growth', 'X', '2023-04', '0/120 = -1'],
      ['growth-in-a-year', 'X', '2023-03', '120/50 = 1.4'],
      ['growth-in-a-year', 'X', '2023', '220/50 = 3.4'],
      ['growth', 'X', '2023-03-02/P30D', '120/100 = 0.2'],
    ],
  },
  {
    name: 'growth over a base of 0 is no value',
    catalogue: 'earlier',
    told: [received('2023-03-31', 120)],
    tick: END_OF_YEAR,
    answers: [
      ['growth', 'X', '2023-03', '120/0 no value'],
      ['growth', 'X', '2023-05', '0/0 no value'],
      ['growth-in-a-year', 'X', '2023-03', '120/0 no value'],
    ],
  },
  {
    name: 'an unfinished period compares with the same number of days, a finished one with all of the earlier one',
    catalogue: 'earlier',
    told: [
      received('2022-03-10', 40),
      received('2022-03-11', 1),
      received('2023-02-10', 20),
      received('2023-02-11', 80),
      received('2023-03-01', 30),
    ],
    tick: '2023-03-10T12:00:00+07:00',
    answers: [
      ['growth', 'X', '2023-03', '30/20 = 0.5'],
      ['growth', 'X', '2023-02', '100/0 no value'],
      ['growth-in-a-year', 'X', '2023-03', '30/40 = -0.25'],
      ['growth-in-a-year', 'X', '2023', '130/40 = 2.25'],
      ['growth-by-month', 'X', '2023-03', '30 no value'],
    ],
  },
  {
    name: 'cells that know months only are compared once the period has ended',
    catalogue: 'earlier',
    told: [received('2023-02-10', 20), received('2023-03-01', 30)],
    tick: '2023-04-01T12:00:00+07:00',
    answers: [
      ['growth-by-month', 'X', '2023-03', '30/20 = 0.5'],
      ['growth-by-month', 'X', '2023-04', '0 no value'],
    ],
  },
  {
    name: 'a week compares with the week of that number, 29 February and week 53 with nothing',
    catalogue: 'earlier',
    told: [
      received('2019-12-25', 10),
      received('2020-02-29', 5),
      received('2020-12-23', 20),
      received('2020-12-30', 7),
      received('2021-01-06', 3),
    ],
    tick: '2021-12-31T23:00:00+07:00',
    answers: [
      ['growth-in-a-year', 'X', '2020-W52', '20/10 = 1'],
      ['growth-in-a-year', 'X', '2020-W53', '7 no value'],
      ['growth-in-a-year', 'X', '2021-W01', '3/0 no value'],
      ['growth-in-a-year', 'X', '2021-W52', '0/20 = -1'],
      ['growth-in-a-year', 'X', '2020-02-29', '5 no value'],
      ['growth', 'X', '2021-W01', '3/7 = -0.571428571429'],
    ],
  },
];

const quiet: readonly Example[] = [
  {
    name: 'where nothing ever happens, week 53 and 29 February have nothing to compare with, their neighbours have 0',
    catalogue: 'earlier',
    told: [received('2018-01-10', 10)],
    tick: '2021-12-31T23:00:00+07:00',
    answers: [
      ['growth-in-a-year', 'X', '2020-W52', '0/0 no value'],
      ['growth-in-a-year', 'X', '2020-W53', '0 no value'],
      ['growth-in-a-year', 'X', '2021-W01', '0/0 no value'],
      ['growth-in-a-year', 'X', '2020-02-28', '0/0 no value'],
      ['growth-in-a-year', 'X', '2020-02-29', '0 no value'],
      ['growth-in-a-year', 'X', '2020-03-01', '0/0 no value'],
      ['growth-in-a-year', 'X', '2020-01-31/P30D', '0 no value'],
      ['growth-in-a-year', 'X', '2020-02-01/P30D', '0/0 no value'],
    ],
  },
];

const windows: readonly Example[] = [
  {
    name: 'a window to date begins with the year or quarter that the period ends in',
    catalogue: 'earlier',
    told: [
      received('2022-12-30', 7),
      received('2023-01-01', 1),
      received('2023-03-31', 10),
      received('2023-04-01', 100),
      received('2023-06-30', 1000),
    ],
    tick: '2023-05-10T12:00:00+07:00',
    answers: [
      ['to-date', 'X', '2022-12', '7'],
      ['to-date', 'X', '2023-01', '1'],
      ['to-date', 'X', '2022-W52', '1'],
      ['to-date', 'X', '2023-Q1', '11'],
      ['to-date', 'X', '2023-05', '111'],
      ['to-date', 'X', '2023', '111'],
      ['quarter-to-date', 'X', '2023-03', '11'],
      ['quarter-to-date', 'X', '2023-04', '100'],
      ['quarter-to-date', 'X', '2023-05', '100'],
    ],
  },
  {
    name: 'the last 90 days end with the period, or now',
    catalogue: 'earlier',
    told: [
      received('2023-01-01', 1),
      received('2023-02-09', 10),
      received('2023-02-10', 100),
      received('2023-03-31', 1000),
    ],
    tick: '2023-05-10T12:00:00+07:00',
    answers: [
      ['lately', 'X', '2023-03', '1111'],
      ['lately', 'X', '2023-04', '1110'],
      ['lately', 'X', '2023-05', '1100'],
      ['lately', 'X', '2023', '1100'],
    ],
  },
];

const dossier = (dossierId: string, receivedAt: string, finishedAt?: string): Told =>
  tell('X', 'vn.nhip.dossier.stated', { dossierId, receivedAt, finishedAt: finishedAt ?? null });

const stocks: readonly Example[] = [
  {
    name: 'a stock compares with the stock at the earlier midnight, flows beside it up to the same moment',
    catalogue: 'earlier',
    told: [
      dossier('a', '2023-02-01'),
      dossier('b', '2023-02-03', '2023-02-20'),
      dossier('c', '2023-03-02'),
      dossier('d', '2023-03-09', '2023-03-30'),
    ],
    tick: '2023-03-10T12:00:00+07:00',
    answers: [
      ['open-growth', 'X', '2023-03', '3/2 = 0.5'],
      ['open-growth', 'X', '2023-02', '1/0 no value'],
      ['received-per-open', 'X', '2023-03', '2/2'],
      ['open-now', 'X', '2023-03', '3'],
      ['open-now', 'X', '2023-02', 'null no value'],
    ],
  },
  {
    name: 'once the month has ended, the ends of the months are compared, and there is no now in it any more',
    catalogue: 'earlier',
    told: [
      dossier('a', '2023-02-01'),
      dossier('b', '2023-02-03', '2023-02-20'),
      dossier('c', '2023-03-02'),
      dossier('d', '2023-03-09', '2023-03-30'),
    ],
    tick: '2023-04-03T12:00:00+07:00',
    answers: [
      ['open-growth', 'X', '2023-03', '2/1 = 1'],
      ['received-per-open', 'X', '2023-03', '2/1'],
      ['open-now', 'X', '2023-03', 'null no value'],
      ['open-now', 'X', '2023-04', '2'],
    ],
  },
];

export const earlierExamples: readonly Example[] = [...syncRate, ...growth, ...quiet, ...windows, ...stocks];
