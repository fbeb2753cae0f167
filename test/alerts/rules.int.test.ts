// The rules that are made from catalogues, as Prometheus itself sees them: it takes all of them, every test of every alert passes, and
// no rule can be changed without a test that tells.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RulesFile } from '@nhip/catalogue';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { bareRules, demandingRules, plainRules, type RandomAlert, randomRules } from './demanding-catalogue.ts';
import { inFolder, promtool, rulePaths, testPaths, testRules } from './promtool.ts';

const DEPLOYED = fileURLToPath(new URL('../../deploy/prometheus/rules/', import.meta.url));
const FRESHNESS = fileURLToPath(new URL('freshness.test.yaml', import.meta.url));
const TESTS_MS_MAX = 300_000;
/** Each takes promtool some seconds. */
const RANDOM_RUNS = 4;

const deployed: readonly RulesFile[] = readdirSync(DEPLOYED, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .map((path) => ({ path, text: readFileSync(join(DEPLOYED, path), 'utf8') }));

describeWith([programMissing('promtool')], 'the rules of the built-in catalogue', () => {
  it('are taken by Prometheus', async () => {
    const { passed, output } = await promtool(['check', 'rules', ...rulePaths(deployed)], DEPLOYED);
    expect(output).not.toContain('FAILED');
    expect(passed).toBe(true);
  });

  describe.concurrent('and their tests', () => {
    it.each(testPaths(deployed))('pass: %s', { timeout: TESTS_MS_MAX }, async (path) => {
      const { passed, output } = await promtool(['test', 'rules', path], DEPLOYED);
      expect(passed, output).toBe(true);
    });
  });

  it('tell news from old values, and what is counted from what is not', async () => {
    const files = [...deployed, { path: 'tests/freshness.yml', text: readFileSync(FRESHNESS, 'utf8') }];
    const { passed, output } = await inFolder(files, (folder) =>
      promtool(['test', 'rules', 'tests/freshness.yml'], folder),
    );
    expect(passed, output).toBe(true);
  });
});

describeWith([programMissing('promtool')], 'the rules of other catalogues', () => {
  it.each([
    ['whose alerts have everything that alerts may have', demandingRules],
    ['without KPIs', bareRules],
  ])('%s are taken by Prometheus', async (_, make) => {
    const files = await make();
    const { passed, output } = await inFolder(files, (folder) =>
      promtool(['check', 'rules', ...rulePaths(files)], folder),
    );
    expect(passed, output).toBe(true);
  });

  it('pass their tests', { timeout: TESTS_MS_MAX }, async () => {
    const files = await demandingRules();
    const own = files.filter(({ path }) => !/^tests\/nhip-(service|budgets)/.test(path));
    const { passed, output } = await testRules(own);
    expect(passed, output).toBe(true);
  });
});

const randomAlert = fc.record<RandomAlert>({
  isBelow: fc.boolean(),
  bound: fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -1e9, max: 1e9 })),
  clearBy: fc.option(fc.double({ min: 0.001, max: 1000, noNaN: true })),
  windowDays: fc.integer({ min: 1, max: 400 }),
  wait: fc.constantFrom('0s', '7s', '1m', '90s', '43m', '1h', '125m'),
  atLeast: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1, noNaN: true }), fc.integer({ min: 1, max: 1e6 })),
});

describeWith([programMissing('promtool')], 'the rules of any alert', () => {
  it('pass the tests that are made with them', { timeout: TESTS_MS_MAX }, () =>
    fc.assert(
      fc.asyncProperty(randomAlert, randomAlert, async (warning, critical) => {
        const files = (await randomRules(warning, critical)).filter(({ path }) => /kpi-|freshness/.test(path));
        const { passed, output } = await testRules(files);
        expect(passed, output).toBe(true);
      }),
      { seed: 20_261_130, numRuns: RANDOM_RUNS },
    ),
  );
});

/** What is changed in the rules of one KPI. */
const changes: readonly (readonly [what: string, from: string | RegExp, to: string])[] = [
  ['a higher bound', / < 0\.45$/gm, ' < 0.46'],
  ['a lower bound', / < 0\.45$/gm, ' < 0.44'],
  ['a bound that alerts itself', / < 0\.45$/gm, ' <= 0.45'],
  ['a smaller denominator', ' >= 30', ' >= 29'],
  ['a larger denominator', ' >= 30', ' > 30'],
  ['less to wait', ' for: 45m', ' for: 44m'],
  ['more to wait', ' for: 45m', ' for: 46m'],
  ['a shorter good time', 'keep_firing_for: 45m', 'keep_firing_for: 44m'],
  ['a longer good time', 'keep_firing_for: 45m', 'keep_firing_for: 46m'],
  ['the month instead of the window', /grain="P30D"/g, 'grain="month"'],
  ['an alert that stands whether or not there is news', /\) \* NaN\n\s+unless on \(\) \(.*\)$/m, ') * NaN'],
  ['an alert that does not stand without news', 'alertstate="firing"', 'alertstate="none"'],
  ['a waiting that ends without news', 'alertstate="pending"', 'alertstate="none"'],
  ['a waiting that goes on for ever', '[15m]', '[150m]'],
  ['another severity', 'severity: warning', 'severity: info'],
  ['another owner', 'owner: A.1', 'owner: city'],
  ['another text', '(window of 30 days)', '(window)'],
  ['a value that nobody misses', 'offset 2h', 'offset 1h'],
  [
    'a value that is missed for a while only',
    /or\n\s+max by \(unit, level\) \(ALERTS\{[^}]*NoData[^}]*firing"\}\)\n/,
    '',
  ],
  ['a value that is missed of a unit that is gone', /and on \(unit\) \(.*\)\n/, ''],
];

describeWith([programMissing('promtool')], 'the tests of an alert', () => {
  const path = 'kpi-general.yml';
  let plain: readonly RulesFile[] = [];
  beforeAll(async () => {
    plain = (await plainRules()).filter((file) => /kpi-general|freshness/.test(file.path));
  });

  it.each(changes)('notice %s', { timeout: TESTS_MS_MAX }, async (_, from, to) => {
    const changed = plain.map((file) => (file.path === path ? { path, text: file.text.replace(from, to) } : file));
    expect(changed).not.toEqual(plain);
    const { passed, output } = await testRules(changed);
    expect(passed).toBe(false);
    expect(output, 'it is no rule any more').toContain('exp:');
  });

  it('pass as long as nothing is changed', { timeout: TESTS_MS_MAX }, async () => {
    const { passed, output } = await testRules(plain);
    expect(passed, output).toBe(true);
  });
});
