// Real data, the part that is always tested: a small invented file with the columns and the dirt of the real one goes through
// the same import into the same service; what must come out is computed apart.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postAll, shuffle } from '../process/door.ts';
import { readCounts } from '../process/own-metrics.ts';
import { seededRandom } from '../process/random.ts';
import { type CaseEvents, caseIdOf, readCaseEvents, restated, retraction } from './case-events.ts';
import { type Case, readCases } from './cases.ts';
import { type Expected, expect311 } from './expectation.ts';
import { generateFile } from './generated-file.ts';
import { LAST_TICK, type RunningCity, runCity, SPAN } from './running-city.ts';

const ROWS = 3_000;
const STATED_AT = '2016-01-15T12:00:00.000Z';
const BEFORE = '2016-01-14T12:00:00.000Z';
const AFTER = '2016-01-16T12:00:00.000Z';
const LATER = '2016-01-17T12:00:00.000Z';

describe('a generated file with the columns and the dirt of Boston 311', () => {
  const { next: random } = seededRandom('generated');
  const folder = mkdtempSync(join(tmpdir(), 'nhip-generated-'));
  const file = join(folder, 'cases.csv.gz');
  let city: RunningCity;
  let cases: readonly Case[];
  let expected: readonly Expected[];
  let stated: CaseEvents;

  beforeAll(async () => {
    writeFileSync(file, generateFile(ROWS, random).bytes);
    cases = readCases(file);
    expected = expect311(cases, SPAN);
    stated = await readCaseEvents(file, STATED_AT);
    city = await runCity();
  });
  afterAll(async () => {
    await city?.close();
    rmSync(folder, { recursive: true });
  });

  it('gives the values computed apart', async () => {
    const { code, output } = await city.importFile(file, STATED_AT);
    expect(code, output).toBe(0);
    await city.tick(LAST_TICK);
    await city.expectValues(expected);
    expect(await readCounts(city.url)).toMatchObject({ accepted: ROWS, counted: ROWS, repeated: 0, superseded: 0 });
  });

  it('names the bad rows of a file, takes the others, and changes nothing by what was already stated', async () => {
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\r\n');
    const [, contradicted = ''] = lines;
    const dirty = [...lines, '101000009999;01/01/2015 12:00:00 AM', contradicted.replace('/2015', '/2014')];
    const path = join(folder, 'dirty.csv.gz');
    writeFileSync(path, gzipSync(dirty.join('\r\n')));
    const { code, output } = await city.importFile(path, STATED_AT);
    expect(code, output).toBe(2);
    const reasons = readFileSync(`${path}.rejected.csv`, 'utf8');
    expect(reasons).toContain(',,NHIP_IMPORT_ROW_RAGGED,the row has 2 cells where the header has 14');
    expect(reasons).toMatch(/^2,,NHIP_IMPORT_KEY_CONFLICT,"rows 2, \d+ have the same key and differ"$/m);
    await city.expectValues(expected);
  });

  it('changes nothing by repeats in any order and by older versions', async () => {
    const before = await readCounts(city.url);
    await postAll(city.url, shuffle([stated.events, stated.events, stated.events].flat(), random));
    const older = stated.events.slice(0, 500).map((event) => {
      return restated(event, stated, { statedAt: BEFORE, closed: Date.UTC(2015, 6, 1) });
    });
    await postAll(city.url, shuffle(older, random));
    await city.expectValues(expected);
    const after = await readCounts(city.url);
    expect(after.repeated - before.repeated).toBe(3 * ROWS);
    expect(after.superseded - before.superseded).toBe(500);
  });

  it('follows newer versions and retractions, in whatever order they come', async () => {
    const mixed = shuffle(stated.events, random);
    const closings = new Map(
      mixed.slice(0, 300).map((event) => [caseIdOf(event, stated), Date.UTC(2015, 7, 1) + Math.floor(random() * 1e9)]),
    );
    const newer = mixed.slice(0, 300).map((event) => {
      return restated(event, stated, { statedAt: AFTER, closed: closings.get(caseIdOf(event, stated)) ?? 0 });
    });
    const gone = mixed.slice(200, 400);
    const retractions = gone.map((event) => retraction(event, stated, LATER));
    const posted = await postAll(city.url, shuffle([...retractions, ...newer], random));
    expect(posted).toEqual({ accepted: 500, rejected: 0 });
    const takenBack = new Set(gone.map((event) => caseIdOf(event, stated)));
    const standing = cases
      .filter(({ id }) => !takenBack.has(id))
      .map((one) => ({ ...one, closed: closings.get(one.id) ?? one.closed }));
    await city.expectValues(expect311(standing, SPAN));
  });

  it('accounts for every event', async () => {
    const { accepted, counted, superseded, repeated, deadLettered, pending } = await readCounts(city.url);
    expect(counted + superseded + repeated + deadLettered + pending).toBe(accepted);
  });
});
