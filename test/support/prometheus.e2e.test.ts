// The Prometheus that suites start: it scrapes, evaluates rules, answers, says what it refuses, and leaves nothing behind.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';
import { describeWith } from './describe-with.ts';
import { startPrometheus } from './prometheus.ts';
import { programMissing } from './requires.ts';

const MS_MAX = 30_000;
const RULES = `
groups:
  - name: test
    rules:
      - { alert: TargetState, expr: 'up == 1', labels: { severity: info } }
`;

describeWith([programMissing('prometheus')], 'a Prometheus as a child process', () => {
  it('answers questions, says what it refuses, and leaves nothing behind', async () => {
    const before = folders();
    const prometheus = await startPrometheus({
      config: { rule_files: ['rules/*.yml'], global: { evaluation_interval: '200ms' } },
      files: { 'rules/test.yml': RULES },
    });
    try {
      expect(await prometheus.query('1 / 0')).toEqual([{ labels: {}, value: Number.POSITIVE_INFINITY }]);
      expect(await prometheus.alerts()).toEqual([]);
      await expect(prometheus.query('sum(')).rejects.toThrow('Prometheus refuses sum(: bad_data');
    } finally {
      await prometheus.close();
    }
    expect(folders()).toEqual(before);
  });

  it('scrapes, keeps what it saw, and fires an alert of a rule file', async () => {
    const prometheus = await startPrometheus({
      config: {
        global: { scrape_interval: '200ms', evaluation_interval: '200ms' },
        rule_files: ['rules/*.yml'],
        scrape_configs: [{ job_name: 'self', static_configs: [{ targets: ['localhost:1'] }] }],
      },
      files: { 'rules/test.yml': RULES.replace('up == 1', 'up == 0') },
    });
    try {
      await until('the alert fires', MS_MAX, async () => (await prometheus.alerts()).length > 0);
      expect(await prometheus.alerts()).toMatchObject([
        { labels: { alertname: 'TargetState', job: 'self', severity: 'info' }, state: 'firing' },
      ]);
      const endSeconds = Date.now() / 1000;
      const series = await prometheus.queryRange('up', { startSeconds: endSeconds - 2, endSeconds, stepSeconds: 1 });
      expect(series).toMatchObject([{ labels: { __name__: 'up', job: 'self' } }]);
      expect(series[0]?.points.at(-1)).toEqual([expect.any(Number), 0]);
    } finally {
      await prometheus.close();
    }
  });

  it('tells why it does not start', async () => {
    const before = folders();
    await expect(startPrometheus({ config: { no_such_setting: true } })).rejects.toThrow('no_such_setting');
    expect(folders()).toEqual(before);
  });
});

function folders(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('nhip-prometheus-'));
}
