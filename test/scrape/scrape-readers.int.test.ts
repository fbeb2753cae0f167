// Scrapes: what other people's programs make of them: Python's parser of OpenMetrics and Prometheus's own promtool.
import { spawnSync } from 'node:child_process';
import { createMetrics } from '@nhip/telemetry';
import { recordedSpan } from '@nhip/telemetry/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiCity, openApiCity } from '../api/city.ts';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { openPythonParser, type ParsedSample, type PythonParser } from './python-parser.ts';

const PREPARE_MS_MAX = 120_000;
const OPENMETRICS = 'application/openmetrics-text;version=1.0.0';

let city: ApiCity;
beforeAll(async () => {
  city = await openApiCity();
  await city.tell(
    [
      { caseId: '1', department: 'PWDx', neighborhood: 'a "b"\\c', openedAt: '2015-03-07T10:00:00-05:00' },
      ...['Phường Hoàn Kiếm', '\\n', '"', '{x="y"} 1', '🙂', 'two\nlines\r\t\u2028x'].map((neighborhood, place) => ({
        caseId: `d${place}`,
        department: 'PWDx',
        neighborhood,
        openedAt: '2015-06-07T10:00:00-04:00',
      })),
      {
        caseId: '2',
        department: 'ISD',
        channel: 'online',
        openedAt: '2015-06-08T10:00:00-04:00',
        closedAt: '2015-06-09T10:00:00-04:00',
      },
    ],
    '2015-06-30T12:00:00-04:00',
  );
});
afterAll(() => city.close());

describeWith([programMissing('python3')], "Python's parser of OpenMetrics", () => {
  let parser: PythonParser;
  beforeAll(() => {
    parser = openPythonParser();
  }, PREPARE_MS_MAX);
  afterAll(() => parser.close());

  it('reads every sample that stands in the text format too, with its value', async () => {
    const families = parser.parse((await city.get('/metrics', OPENMETRICS)).body);
    const parsed = families.flatMap(({ samples }) => samples).filter(({ name }) => name.startsWith('kpi_'));
    const text = (await city.get('/metrics')).body;
    const written = text.split('\n').filter((line) => line.startsWith('kpi_'));
    expect(parsed.length).toBe(written.length);
    expect(parsed.map(lineOf)).toEqual(written);
    expect(families.filter(({ name }) => name.startsWith('kpi_')).every(({ type }) => type === 'gauge')).toBe(true);
  });

  it('reads counters and histograms of our own, and the trace behind a bucket', () => {
    const metrics = createMetrics();
    metrics.count('nhip_door_accepted_total', {}, 3);
    recordedSpan('7'.padStart(32, '0'), () => metrics.observe('nhip_tally_commit_seconds', {}, 0.7));
    return expect(scrapeOf(metrics).then((text) => parser.parse(text))).resolves.toEqual([
      expect.objectContaining({ name: 'nhip_door_accepted', type: 'counter' }),
      expect.objectContaining({
        name: 'nhip_tally_commit_seconds',
        type: 'histogram',
        samples: expect.arrayContaining([
          expect.objectContaining({
            labels: { le: '1.0' },
            value: 1,
            exemplar: { labels: { trace_id: '7'.padStart(32, '0') }, value: 0.7 },
          }),
        ]),
      }),
    ]);
  });

  it('refuses an answer that was cut off', async () => {
    const { body } = await city.get('/metrics', OPENMETRICS);
    expect(() => parser.parse(body.slice(0, -'# EOF\n'.length))).toThrow('EOF');
  });
});

describeWith([programMissing('promtool')], 'promtool check metrics', () => {
  it('reads the text, and finds nothing amiss but names that the catalogue chooses', async () => {
    const { body } = await city.get('/metrics');
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' });
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
    // 3: only style. A KPI ends with its unit of measure, which is the catalogue's and known to dashboards.
    expect([0, 3], complaints.join('\n')).toContain(status);
    expect(complaints.filter((line) => !isOfKpiName(line))).toEqual([]);
  });
});

function isOfKpiName(complaint: string): boolean {
  return /^kpi_\S+ (use base unit "seconds" instead of "hours"|.*should not have "_count" suffix)/.test(complaint);
}

async function scrapeOf(metrics: ReturnType<typeof createMetrics>): Promise<string> {
  return `${await metrics.scrape('openmetrics')}# EOF\n`;
}

/** As the text format writes it. */
function lineOf({ name, labels, value }: ParsedSample): string {
  const texts = Object.entries(labels).map(
    ([label, text]) => `${label}="${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return `${name}{${texts.join(',')}} ${value}`;
}
