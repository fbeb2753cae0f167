// Own metrics: only what the one list names can be counted, and a scrape shows exactly that.
import { describe, expect, it } from 'vitest';
import { metrics as definitions, type MetricDefinition } from './metrics.ts';
import { createMetrics } from './registry.ts';
import { recordedSpan } from './testing/recorded-span.ts';

describe('the list of own metrics', () => {
  const all: readonly (readonly [string, MetricDefinition])[] = Object.entries(definitions);

  it.each(all)('%s is named by the rules', (name, { type, labels }) => {
    expect(name).toMatch(/^nhip_[a-z]+(_[a-z]+)+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/milliseconds|_ms\b|minutes|kilobytes|percent/);
    for (const label of labels) expect(label).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it('gives each a help, and bounds to histograms only', () => {
    for (const [, { help, type, buckets }] of all) {
      expect(help.endsWith('.')).toBe(true);
      expect(buckets !== undefined).toBe(type === 'histogram');
    }
  });
});

describe('a scrape', () => {
  it('holds what was counted, as exact text', async () => {
    const metrics = createMetrics({ fromZero: ['nhip_door_accepted_total'] });
    metrics.count('nhip_door_rejected_total', { code: 'NHIP_DATA_MISSING' });
    metrics.count('nhip_door_rejected_total', { code: 'NHIP_DATA_MISSING' }, 2);
    expect(await metrics.scrape()).toBe(
      [
        '# HELP nhip_door_accepted_total Statements accepted at the door: durable in the log; an event of a type with also is two.',
        '# TYPE nhip_door_accepted_total counter',
        'nhip_door_accepted_total 0',
        '',
        '# HELP nhip_door_rejected_total Events and requests refused at the door, by error code.',
        '# TYPE nhip_door_rejected_total counter',
        'nhip_door_rejected_total{code="NHIP_DATA_MISSING"} 3',
        '',
      ].join('\n'),
    );
  });

  it('reads states anew each time, so that what is gone is not shown', async () => {
    const metrics = createMetrics();
    let pending: readonly (readonly [string, number])[] = [
      ['0', 5],
      ['1', 7],
    ];
    metrics.read('nhip_tally_pending_events', () =>
      pending.map(([partition, value]) => ({ labels: { partition }, value })),
    );
    expect(samples(await metrics.scrape())).toEqual([
      'nhip_tally_pending_events{partition="0"} 5',
      'nhip_tally_pending_events{partition="1"} 7',
    ]);
    pending = [['1', 2]];
    expect(samples(await metrics.scrape())).toEqual(['nhip_tally_pending_events{partition="1"} 2']);
  });

  it('shows no value of a gauge without labels while its state has none', async () => {
    const metrics = createMetrics();
    let ageSeconds: number | null = null;
    metrics.read('nhip_last_tick_age_seconds', () => (ageSeconds === null ? [] : [{ labels: {}, value: ageSeconds }]));
    expect(samples(await metrics.scrape())).toEqual([]);
    ageSeconds = 3;
    expect(samples(await metrics.scrape())).toEqual(['nhip_last_tick_age_seconds 3']);
    ageSeconds = null;
    expect(samples(await metrics.scrape())).toEqual([]);
  });

  it('gives a counter kept elsewhere as it stands there', async () => {
    const metrics = createMetrics();
    metrics.read('nhip_tally_events_total', async () => [
      { labels: { verdict: 'counted', agency: 'ba "dinh"\n' }, value: 41 },
    ]);
    await metrics.scrape();
    expect(samples(await metrics.scrape())).toEqual([
      'nhip_tally_events_total{verdict="counted",agency="ba \\"dinh\\"\\n"} 41',
    ]);
  });

  it('sorts durations into the buckets of the list', async () => {
    const metrics = createMetrics();
    metrics.observe('nhip_tally_commit_seconds', {}, 0.004);
    const text = samples(await metrics.scrape());
    expect(text).toContain('nhip_tally_commit_seconds_bucket{le="0.0025"} 0');
    expect(text).toContain('nhip_tally_commit_seconds_bucket{le="0.005"} 1');
    expect(text).toContain('nhip_tally_commit_seconds_sum 0.004');
  });

  it('is written in OpenMetrics when that is asked for', async () => {
    const metrics = createMetrics();
    metrics.count('nhip_door_accepted_total', {}, 2);
    metrics.observe('nhip_tally_commit_seconds', {}, 0.7);
    const text = await metrics.scrape('openmetrics');
    expect(text).toContain(
      '# HELP nhip_door_accepted Statements accepted at the door: durable in the log; an event of a type with also is two.\n' +
        '# TYPE nhip_door_accepted counter\nnhip_door_accepted_total 2\n# HELP nhip_tally_commit_seconds ',
    );
    expect(samples(text)).toContain('nhip_tally_commit_seconds_bucket{le="1.0"} 1');
    expect(samples(await metrics.scrape())).toContain('nhip_tally_commit_seconds_bucket{le="1"} 1');
  });

  it('names the trace of a recorded observation, in OpenMetrics only', async () => {
    const metrics = createMetrics();
    recordedSpan('7'.padStart(32, '0'), () => metrics.observe('nhip_tally_commit_seconds', {}, 0.7));
    metrics.observe('nhip_tally_commit_seconds', {}, 0.002);
    const text = samples(await metrics.scrape('openmetrics'));
    expect(text).toContainEqual(
      expect.stringMatching(
        /^nhip_tally_commit_seconds_bucket\{le="1\.0"\} 2 # \{trace_id="0{31}7"\} 0\.7 \d{10}(\.\d+)?$/,
      ),
    );
    expect(text.filter((line) => line.includes(' # '))).toHaveLength(1);
    expect(await metrics.scrape()).not.toContain('trace_id');
  });

  it('fails when a state cannot be read', async () => {
    const metrics = createMetrics();
    metrics.read('nhip_evaluate_series', () => {
      throw new RangeError('no state');
    });
    await expect(metrics.scrape()).rejects.toThrow('no state');
  });
});

function samples(scrape: string): readonly string[] {
  return scrape.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
