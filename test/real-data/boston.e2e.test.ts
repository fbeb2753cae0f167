// Real data: 58,119 real cases go through the running service, and every value of the golden files must come out; then the
// same cases again, shuffled, older, newer, and some taken back (N1, N2, N5).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postAll, shuffle } from '../process/door.ts';
import { caughtUp, readCounts } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { describeWith } from '../support/describe-with.ts';
import { sharedMissing, sharedPath } from '../support/requires.ts';
import { type CaseEvents, caseIdOf, readCaseEvents, restated, retraction } from './case-events.ts';
import { type Case, readCases } from './cases.ts';
import { expect311 } from './expectation.ts';
import { readGolden } from './golden.ts';
import { LAST_TICK, type RunningCity, runCity, SPAN } from './running-city.ts';

const FILE = 'data/boston311-2015h1.csv.gz';
const GOLDEN = ['data/golden-boston311-2015h1.csv', 'data/golden-boston311-2015h1-grains.csv'];
const ROWS = 58_119;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const BEFORE = '2016-01-14T12:00:00.000Z';
const AFTER = '2016-01-16T12:00:00.000Z';
const LATER = '2016-01-17T12:00:00.000Z';

describeWith([FILE, ...GOLDEN].map(sharedMissing), 'Boston 311, January to June 2015', () => {
  const { next: random } = seededRandom('boston');
  const file = sharedPath(FILE);
  let city: RunningCity;
  let golden: ReturnType<typeof readGolden>;
  let cases: readonly Case[];
  let stated: CaseEvents;

  beforeAll(async () => {
    golden = GOLDEN.flatMap((path) => readGolden(sharedPath(path)));
    cases = readCases(file);
    stated = await readCaseEvents(file, STATED_AT);
    city = await runCity();
  });
  afterAll(() => city?.close());

  it('gives every value of the golden files', { timeout: 180_000 }, async () => {
    const { code, output } = await city.importFile(file, STATED_AT);
    expect(code, output).toBe(0);
    await city.tick(LAST_TICK);
    await city.expectValues(golden);
    expect(await readCounts(city.url)).toMatchObject({ accepted: ROWS, counted: ROWS, repeated: 0, superseded: 0 });
  });

  it('gives what the golden files give where they end: the same computation, checked against them', async () => {
    await city.expectValues(expect311(cases, SPAN));
  });

  it('changes nothing when the file is imported again, and counts every row as repeated', async () => {
    const { code, output } = await city.importFile(file, STATED_AT);
    expect(code, output).toBe(0);
    await city.expectValues(golden);
    expect(await readCounts(city.url)).toMatchObject({ accepted: 2 * ROWS, counted: ROWS, repeated: ROWS });
  });

  it('changes nothing when every row comes three times in any order', { timeout: 180_000 }, async () => {
    const posted = await postAll(city.url, shuffle([stated.events, stated.events, stated.events].flat(), random));
    expect(posted).toEqual({ accepted: 3 * ROWS, rejected: 0 });
    await city.expectValues(golden);
    expect(await readCounts(city.url)).toMatchObject({ accepted: 5 * ROWS, counted: ROWS, repeated: 4 * ROWS });
  });

  it('changes nothing when older versions arrive late', async () => {
    const some = shuffle(stated.events, random).slice(0, 1_000);
    const older = some.map((event) => restated(event, stated, { statedAt: BEFORE, closed: Date.UTC(2015, 6, 1) }));
    expect(await postAll(city.url, older)).toEqual({ accepted: 1_000, rejected: 0 });
    await city.expectValues(golden);
    expect(await readCounts(city.url)).toMatchObject({ counted: ROWS, superseded: 1_000 });
  });

  it('follows newer versions and retractions', async () => {
    const mixed = shuffle(stated.events, random);
    const closings = new Map(
      mixed
        .slice(0, 1_000)
        .map((event) => [caseIdOf(event, stated), Date.UTC(2015, 7, 1) + Math.floor(random() * 1e9)]),
    );
    const newer = mixed
      .slice(0, 1_000)
      .map((event) => restated(event, stated, { statedAt: AFTER, closed: closings.get(caseIdOf(event, stated)) ?? 0 }));
    expect(await postAll(city.url, newer)).toEqual({ accepted: 1_000, rejected: 0 });
    const changed = cases.map((one) => ({ ...one, closed: closings.get(one.id) ?? one.closed }));
    await city.expectValues(expect311(changed, SPAN));

    const gone = mixed.slice(500, 1_000);
    const takenBack = new Set(gone.map((event) => caseIdOf(event, stated)));
    const retractions = gone.map((event) => retraction(event, stated, LATER));
    expect(await postAll(city.url, retractions)).toEqual({ accepted: 500, rejected: 0 });
    await city.expectValues(
      expect311(
        changed.filter(({ id }) => !takenBack.has(id)),
        SPAN,
      ),
    );
  });

  it('accounts for every event', async () => {
    await caughtUp(city.url);
    const { accepted, counted, superseded, repeated, deadLettered, pending } = await readCounts(city.url);
    expect(accepted).toBe(5 * ROWS + 2_500);
    expect(counted + superseded + repeated + deadLettered + pending).toBe(accepted);
    expect(pending).toBe(0);
  });
});
