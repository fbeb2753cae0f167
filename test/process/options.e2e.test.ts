// Command line: words that cannot be meant are refused with one message that says what may stand there, before anything is done.
import { expect, it } from 'vitest';
import { runNhip } from './nhip-process.ts';

it.each([
  [['serve', 'gatway'], 'It is none of gateway, aggregator, exporter, all.'],
  [['demo', '--units', '0'], 'It is none at all.'],
  [['demo', '--seed', '1.5'], 'It is not a whole number.'],
  [['catalogue', 'dashboards', '--address', 'kpi.example.vn'], 'Write it like http://127.0.0.1:8080.'],
  [['catalogue', 'rules', '--grafana', 'grafana'], 'Write it like http://127.0.0.1:8080.'],
])('refuses nhip %j', async (words, advice) => {
  const { code, output } = await runNhip(words, { NHIP_PORT: '0' });
  expect(code).toBe(1);
  expect(output.trimEnd().split('\n')).toEqual([expect.stringContaining(advice)]);
});
