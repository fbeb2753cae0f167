// README: its examples are run as they stand, against a service that was just started; only the address is another one.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtInCatalogue } from '@nhip/catalogue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, type Service, startService, until } from '../process/nhip-process.ts';
import { caughtUp } from '../process/own-metrics.ts';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { sectionNamed } from './shell-blocks.ts';

const README = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
const MAIN = fileURLToPath(import.meta.resolve('@nhip/nhip/main'));
const COUNTED_MS_MAX = 20_000;

describeWith([programMissing('bash'), programMissing('curl')], 'the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-readme-'));
  const push = sectionNamed(README, 'Push an event');
  const spreadsheet = sectionNamed(README, 'Import a spreadsheet');
  /** What the text says the answer holds, in the order of the story. */
  const said = [...push.text.matchAll(/`("value":[\d.]+,"numerator":\d+,"denominator":\d+)`/g)].map(
    ([, part = '']) => part,
  );
  const [first = '', ask = '', second = ''] = push.shell;
  let service: Service | null = null;

  beforeAll(async () => {
    const port = await freePort();
    service = await startService({ port, data: join(folder, 'log'), catalogue: builtInCatalogue(), arguments: [] });
  });
  afterAll(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Runs a block; gives what it prints. */
  async function type(block: string): Promise<string> {
    if (service === null) throw new Error('the service did not start');
    const command = block
      .replaceAll('http://127.0.0.1:8080', service.url)
      .replaceAll('npx -y pnpm@12 nhip', `'${process.execPath}' '${MAIN}'`);
    const env = { ...process.env, NHIP_PORT: new URL(service.url).port };
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], { cwd: folder, env });
    return stdout;
  }

  /** Asks as the README does until the answer says so. */
  async function answers(part: string): Promise<void> {
    let answer = '';
    const holds = async () => {
      answer = await type(ask);
      return answer.includes(part);
    };
    await until(`the answer has ${part}`, COUNTED_MS_MAX, holds).catch((cause) => {
      throw new Error(`the last answer was ${answer}`, { cause });
    });
  }

  it('shows how a KPI follows two events', async () => {
    expect(said).toHaveLength(2);
    expect(await type(first)).toContain('"accepted":1');
    await answers(said[0] ?? '');
    expect(await type(second)).toContain('"accepted":1');
    await answers(said[1] ?? '');
  });

  it('is right that repeats in another order change nothing', async () => {
    await type(second);
    await type(first);
    await caughtUp(service?.url ?? '');
    expect(await type(ask)).toContain(said[1]);
  });

  it('shows how a spreadsheet is imported', async () => {
    const [sheet = '', map = '', send = ''] = spreadsheet.shell;
    await type(sheet);
    await type(map);
    expect(await type(send)).toContain('2 rows: 2 accepted, 0 rejected');
    await answers('"value":0.5,"numerator":2,"denominator":4');
  });
});
