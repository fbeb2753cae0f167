// Worked examples E9, E11 and E12: registers, the merger of two communes with the boundaries of then and of now.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();

const reading = (commune: string, asOf: string, size: number, what?: string): Told =>
  tell(commune, 'vn.nhip.register.reading', { commune, asOf, size, ...(what === undefined ? {} : { what }) });
const adults = (commune: string, asOf: string, size: number): Told => reading(commune, asOf, size, 'adults');

const END_OF_MARCH = [
  adults('A', '2023-01-31', 1000),
  adults('A', '2023-03-31', 1100),
  adults('B', '2023-02-28', 500),
  reading('A', '2023-03-31', 440, 'eid'),
  reading('B', '2023-03-31', 250, 'eid'),
];

const registers: readonly Example[] = [
  {
    name: 'E9: a register keeps its size until the next reading',
    catalogue: 'registers',
    told: END_OF_MARCH,
    tick: '2023-12-31T12:00:00+07:00',
    answers: [
      ['adults', 'city', '2023-01', '1000 PARTIAL_UNITS'],
      ['adults', 'city', '2023-02', '1500'],
      ['adults', 'city', '2023-03', '1600'],
      ['adults', 'city', '2023-Q1', '1600'],
      ['adults', 'A', '2023-01', '1000'],
      ['adults', 'B', '2023-01', '0'],
      ['adults', 'city', '2023-12', '1600'],
      ['eid-share', 'A', '2023-03', '440/1100'],
      ['eid-share', 'B', '2023-03', '250/500'],
      ['eid-share', 'city', '2023-03', '690/1600'],
    ],
  },
  {
    name: 'E9: a reading that is taken back leaves the one before in force',
    catalogue: 'registers',
    told: [
      ...END_OF_MARCH,
      tell('A', 'vn.nhip.register.retracted', {
        commune: 'A',
        what: 'adults',
        of: 'vn.nhip.register.reading',
        asOf: '2023-03-31',
      }),
    ],
    tick: '2023-12-31T12:00:00+07:00',
    answers: [
      ['adults', 'city', '2023-02', '1500'],
      ['adults', 'city', '2023-03', '1500'],
    ],
  },
  {
    name: 'E9: a corrected reading counts from its own day on',
    catalogue: 'registers',
    told: [...END_OF_MARCH, adults('B', '2023-02-28', 600)],
    tick: '2023-12-31T12:00:00+07:00',
    answers: [
      ['adults', 'city', '2023-02', '1600'],
      ['adults', 'city', '2023-03', '1700'],
    ],
  },
];

/** `online` of `all` dossiers received by one agency on one day. */
function received(agency: string, receivedAt: string, { all, online = 0 }: { all: number; online?: number }): Told[] {
  return Array.from({ length: all }, (_, place) =>
    tell(agency, 'vn.nhip.dossier.received', {
      dossierId: `${agency}-${receivedAt}-${place}`,
      channel: place < online ? 'online' : 'counter',
      receivedAt,
    }),
  );
}

const untilJune = [
  ...received('A', '2025-06-10', { all: 100, online: 40 }),
  ...received('B', '2025-06-20', { all: 50, online: 30 }),
];
const july = received('N', '2025-07-15', { all: 90, online: 63 });
const beforeAndAfter = [...untilJune, ...july];
const late = received('A', '2025-07-02', { all: 10 });

const eventsOf = (told: readonly Told[]) => told.map(({ event }) => event);
/** What E11 tells, as agencies send it. */
export const mergerEvents = { untilJune: eventsOf(untilJune), july: eventsOf(july), late: eventsOf(late) } as const;

const mergerOfFlows: readonly Example[] = [
  {
    name: 'E11: flows count by the tree of their own day',
    catalogue: 'merger',
    told: beforeAndAfter,
    tick: '2025-12-31T12:00:00+07:00',
    answers: [
      ['online', 'A', '2025-06', '40/100'],
      ['online', 'B', '2025-06', '30/50'],
      ['online', 'D', '2025-06', '70/150'],
      ['online', 'N', '2025-06', '-'],
      ['online', 'N', '2025-07', '63/90'],
      ['online', 'A', '2025-07', '-'],
      ['online', 'N', '2025', '63/90'],
      ['online', 'D', '2025', '70/150'],
      ['online', 'city', '2025', '133/240'],
    ],
    answersNow: [
      ['online', 'N', '2025-06', '70/150'],
      ['online', 'N', '2025-07', '63/90'],
      ['online', 'N', '2025', '133/240'],
      ['online', 'city', '2025-06', '70/150'],
      ['online', 'city', '2025', '133/240'],
      ['online', 'A', '2025-06', '-'],
      ['online', 'B', '2025-06', '-'],
      ['online', 'D', '2025', '-'],
    ],
  },
  {
    name: 'E11: before the merger, now is June',
    catalogue: 'merger',
    told: received('A', '2025-06-10', { all: 100, online: 40 }),
    tick: '2025-06-30T23:59:00+07:00',
    answers: [['online', 'A', '2025-06', '40/100']],
    answersNow: [
      ['online', 'A', '2025-06', '40/100'],
      ['online', 'D', '2025-06', '40/100'],
      ['online', 'N', '2025-06', '-'],
    ],
  },
  {
    name: 'E11: on the first day of the merger, now is July',
    catalogue: 'merger',
    told: received('A', '2025-06-10', { all: 100, online: 40 }),
    tick: '2025-07-01T00:00:00+07:00',
    answers: [['online', 'A', '2025-06', '40/100']],
    answersNow: [
      ['online', 'A', '2025-06', '-'],
      ['online', 'D', '2025-06', '-'],
      ['online', 'N', '2025-06', '40/100'],
    ],
  },
  {
    name: 'E11: what a dissolved unit still sends counts for its successor, with a flag',
    catalogue: 'merger',
    told: [...beforeAndAfter, ...late],
    tick: '2025-12-31T12:00:00+07:00',
    answers: [
      ['online', 'N', '2025-07', '63/100 UNIT_SUCCESSOR'],
      ['online', 'city', '2025', '133/250 UNIT_SUCCESSOR'],
      ['online', 'A', '2025', '40/100'],
      ['online', 'N', '2025-08', '0/0 no value'],
    ],
    answersNow: [
      ['online', 'N', '2025-06', '70/150'],
      ['online', 'N', '2025-07', '63/100 UNIT_SUCCESSOR'],
      ['online', 'N', '2025', '133/250 UNIT_SUCCESSOR'],
      ['online', 'city', '2025', '133/250 UNIT_SUCCESSOR'],
      ['online', 'A', '2025', '-'],
    ],
  },
];

const openInJune = [
  ...received('A', '2025-06-10', { all: 5 }),
  ...received('B', '2025-06-20', { all: 3 }),
  ...['A-2025-06-10-0', 'A-2025-06-10-1', 'A-2025-06-10-2', 'A-2025-06-10-3', 'B-2025-06-20-0', 'B-2025-06-20-1'].map(
    (dossierId) => tell('N', 'vn.nhip.dossier.finished', { dossierId, finishedAt: '2025-07-09' }),
  ),
];
const registersInJune = [reading('A', '2025-06-30', 1100), reading('B', '2025-06-30', 500)];
const ownReading = reading('N', '2025-08-15', 1580);

const mergerOfStocks: readonly Example[] = [
  {
    name: 'E12: open dossiers go over to the successor',
    catalogue: 'merger',
    told: openInJune,
    tick: '2025-12-31T12:00:00+07:00',
    answers: [
      ['open', 'A', '2025-06', '5'],
      ['open', 'B', '2025-06', '3'],
      ['open', 'D', '2025-06', '8'],
      ['open', 'N', '2025-06', '-'],
      ['open', 'N', '2025-07', '2 UNIT_SUCCESSOR'],
      ['open', 'city', '2025-07', '2 UNIT_SUCCESSOR'],
      ['open', 'A', '2025-07', '-'],
    ],
    answersNow: [
      ['open', 'N', '2025-06', '8'],
      ['open', 'N', '2025-07', '2 UNIT_SUCCESSOR'],
      ['open', 'city', '2025-06', '8'],
      ['open', 'city', '2025-07', '2 UNIT_SUCCESSOR'],
      ['open', 'A', '2025-06', '-'],
      ['open', 'D', '2025-06', '-'],
    ],
  },
  {
    name: 'E12: registers are inherited until the successor reads its own',
    catalogue: 'merger',
    told: [...registersInJune, ownReading],
    tick: '2025-12-31T12:00:00+07:00',
    answers: [
      ['size', 'D', '2025-06', '1600'],
      ['size', 'city', '2025-06', '1600'],
      ['size', 'N', '2025-07', '1600 UNIT_SUCCESSOR'],
      ['size', 'N', '2025-08', '1580'],
      ['size', 'city', '2025-08', '1580'],
    ],
    answersNow: [
      ['size', 'N', '2025-06', '1600'],
      ['size', 'N', '2025-07', '1600 UNIT_SUCCESSOR'],
      ['size', 'N', '2025-08', '1580'],
      ['size', 'city', '2025-06', '1600'],
      ['size', 'city', '2025-08', '1580'],
      ['size', 'A', '2025-06', '-'],
    ],
  },
  {
    name: 'E12: without the own reading the inherited ones count again',
    catalogue: 'merger',
    told: [
      ...registersInJune,
      ownReading,
      tell('N', 'vn.nhip.register.retracted', {
        commune: 'N',
        of: 'vn.nhip.register.reading',
        asOf: '2025-08-15',
      }),
    ],
    tick: '2025-12-31T12:00:00+07:00',
    answers: [['size', 'N', '2025-08', '1600 UNIT_SUCCESSOR']],
    answersNow: [
      ['size', 'N', '2025-06', '1600'],
      ['size', 'N', '2025-08', '1600 UNIT_SUCCESSOR'],
      ['size', 'city', '2025-08', '1600 UNIT_SUCCESSOR'],
    ],
  },
];

const registersOfBoth = [reading('K', '2025-05-31', 700), reading('L', '2025-06-30', 300)];

/** L joins K, which was there before and has read its own register. */
const joining: readonly Example[] = [
  {
    name: 'E12: what a commune had that joins another one is not lost, though the other one has a reading of its own',
    catalogue: 'joining',
    told: registersOfBoth,
    tick: '2025-12-31T12:00:00+07:00',
    answers: [
      ['size', 'K', '2025-06', '700'],
      ['size', 'L', '2025-06', '300'],
      ['size', 'city', '2025-06', '1000'],
      ['size', 'K', '2025-07', '1000 UNIT_SUCCESSOR'],
      ['size', 'city', '2025-07', '1000 UNIT_SUCCESSOR'],
    ],
    answersNow: [
      ['size', 'K', '2025-06', '1000'],
      ['size', 'K', '2025-07', '1000 UNIT_SUCCESSOR'],
    ],
  },
  {
    name: 'E12: it is replaced by a reading from the merger on, even one that reads what the other one read before',
    catalogue: 'joining',
    told: [...registersOfBoth, reading('K', '2025-08-31', 700)],
    tick: '2025-12-31T12:00:00+07:00',
    answers: [
      ['size', 'K', '2025-07', '1000 UNIT_SUCCESSOR'],
      ['size', 'K', '2025-08', '700'],
      ['size', 'city', '2025-08', '700'],
    ],
    answersNow: [
      ['size', 'K', '2025-07', '1000 UNIT_SUCCESSOR'],
      ['size', 'K', '2025-08', '700'],
    ],
  },
];

export const unitExamples: readonly Example[] = [...registers, ...mergerOfFlows, ...mergerOfStocks, ...joining];
