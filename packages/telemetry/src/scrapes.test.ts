// Scrapes of several threads merged into one text, and the readings of the process among them.
import { describe, expect, it } from 'vitest';
import type { ScrapeFormat } from './exposition.ts';
import { addProcessReadings } from './process-readings.ts';
import { createMetrics, type Metrics } from './registry.ts';
import { mergeScrapes } from './scrapes.ts';

it('puts the samples of one metric into one block with its help once', async () => {
  const main = createMetrics();
  const other = createMetrics();
  main.count('nhip_door_accepted_total', {}, 2);
  main.read('nhip_thread_heap_bytes', () => [{ labels: { thread: 'main' }, value: 10 }]);
  other.read('nhip_thread_heap_bytes', () => [{ labels: { thread: 'aggregator' }, value: 20 }]);
  expect(mergeScrapes([await main.scrape(), await other.scrape()])).toBe(
    [
      '# HELP nhip_door_accepted_total Statements accepted at the door: durable in the log; an event of a type with also is two.',
      '# TYPE nhip_door_accepted_total counter',
      'nhip_door_accepted_total 2',
      '',
      '# HELP nhip_thread_heap_bytes JavaScript heap in use, by thread.',
      '# TYPE nhip_thread_heap_bytes gauge',
      'nhip_thread_heap_bytes{thread="main"} 10',
      'nhip_thread_heap_bytes{thread="aggregator"} 20',
      '',
    ].join('\n'),
  );
});

it('leaves no empty line in OpenMetrics', async () => {
  const main = createMetrics();
  main.count('nhip_door_accepted_total', {}, 2);
  main.count('nhip_tally_fenced_total', {}, 1);
  const scrape = await main.scrape('openmetrics');
  expect(mergeScrapes([scrape, ''], 'openmetrics')).toBe(scrape);
  expect(scrape).not.toContain('\n\n');
});

it('gives nothing for nothing', () => {
  expect(mergeScrapes([])).toBe('');
  expect(mergeScrapes(['', '\n'])).toBe('');
});

it('keeps a label value that looks like a help line in its sample', async () => {
  const metrics = createMetrics();
  metrics.read('nhip_thread_heap_bytes', () => [{ labels: { thread: 'a\n# HELP b' }, value: 1 }]);
  expect(mergeScrapes([await metrics.scrape()])).toContain('nhip_thread_heap_bytes{thread="a\\n# HELP b"} 1\n');
});

it('reads what the process costs', async () => {
  const metrics = createMetrics();
  addProcessReadings(metrics, 'main');
  const scrape = await metrics.scrape();
  expect(Number(/^nhip_process_resident_memory_bytes (\S+)$/m.exec(scrape)?.[1])).toBeGreaterThan(1e6);
  expect(Number(/^nhip_process_cpu_seconds_total (\S+)$/m.exec(scrape)?.[1])).toBeGreaterThan(0);
  if (process.platform === 'linux')
    expect(Number(/^nhip_process_open_files (\S+)$/m.exec(scrape)?.[1])).toBeGreaterThan(2);
  expect(Number(/^nhip_thread_heap_bytes\{thread="main"\} (\S+)$/m.exec(scrape)?.[1])).toBeGreaterThan(1e6);
});

describe('what two threads tell of one series', () => {
  const both = async (tell: (metrics: Metrics, thread: number) => void, format: ScrapeFormat = 'text') => {
    const threads = [createMetrics(), createMetrics()];
    for (const [place, metrics] of threads.entries()) tell(metrics, place + 1);
    const merged = mergeScrapes(await Promise.all(threads.map((metrics) => metrics.scrape(format))), format);
    return merged.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };

  it('adds counts up', async () => {
    const labels = { verdict: 'counted', agency: 'a} 7 "\\\n' };
    const lines = await both((metrics, thread) =>
      metrics.read('nhip_tally_events_total', () => [{ labels, value: 10 * thread }]),
    );
    expect(lines).toEqual(['nhip_tally_events_total{verdict="counted",agency="a} 7 \\"\\\\\\n"} 30']);
  });

  it('adds histograms up, bucket by bucket', async () => {
    const lines = await both((metrics, thread) => metrics.observe('nhip_tally_commit_seconds', {}, thread * 0.4));
    expect(lines).toContain('nhip_tally_commit_seconds_bucket{le="0.25"} 0');
    expect(lines).toContain('nhip_tally_commit_seconds_bucket{le="0.5"} 1');
    expect(lines).toContain('nhip_tally_commit_seconds_bucket{le="+Inf"} 2');
    expect(lines.find((line) => line.startsWith('nhip_tally_commit_seconds_sum'))).toMatch(/ 1\.2\d*$/);
    expect(lines).toContain('nhip_tally_commit_seconds_count 2');
  });

  it.each(['text', 'openmetrics'] as const)('takes the greater count of a partition that moves: %s', async (format) => {
    const lines = await both((metrics, thread) => {
      const labels = { partition: '3', verdict: 'counted' };
      metrics.read('nhip_tally_judged_total', () => [{ labels, value: 100 + thread }]);
    }, format);
    expect(lines).toEqual(['nhip_tally_judged_total{partition="3",verdict="counted"} 102']);
  });

  it('takes the greater gauge, and the least age of a statement', async () => {
    const lines = await both((metrics, thread) => {
      metrics.read('nhip_tally_partition_info', () => [{ labels: { partition: '0' }, value: 1 }]);
      metrics.read('nhip_last_statement_age_seconds', () => [{ labels: { agency: 'a' }, value: 5 * thread }]);
    });
    expect(lines).toEqual([
      'nhip_tally_partition_info{partition="0"} 1',
      'nhip_last_statement_age_seconds{agency="a"} 5',
    ]);
  });

  it('keeps an exemplar, whichever thread has it', () => {
    const scrape = (exemplar: string): string =>
      `# HELP nhip_evaluate_seconds H\n# TYPE nhip_evaluate_seconds histogram\nnhip_evaluate_seconds_bucket{le="1.0"} 2${exemplar}\n`;
    const exemplar = ' # {trace_id="a # b"} 0.5 1.5';
    for (const scrapes of [
      [scrape(''), scrape(exemplar)],
      [scrape(exemplar), scrape('')],
    ]) {
      expect(mergeScrapes(scrapes, 'openmetrics')).toContain(`nhip_evaluate_seconds_bucket{le="1.0"} 4${exemplar}\n`);
    }
  });
});
