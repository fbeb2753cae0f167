// Scrapes of several threads merged into one text, and the readings of the process among them.
import { expect, it } from 'vitest';
import { addProcessReadings } from './process-readings.ts';
import { createMetrics } from './registry.ts';
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
