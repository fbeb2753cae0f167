// Deployment: the image of all services is really built and run, as strictly as a cluster would run it: read-only, as nobody in
// particular, without any capability. An event goes in at the door and its KPI comes out on /metrics, also after a restart.
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../process/nhip-process.ts';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { baseImage, docker, dockerMissing, ROOT, sizeOf } from './docker.ts';

const BUILD_MS_MAX = 300_000;
const READY_MS_MAX = 30_000;
const MEGABYTE = 1_000_000;
/** What the program and its production dependencies may add to the base. */
const ADDED_BYTES_MAX = 60 * MEGABYTE;
const IMAGE_BYTES_MAX = 350 * MEGABYTE;

const tag = `nhip-test:${randomUUID()}`;
const KEY = 'key-of-the-building-department';

describeWith([dockerMissing(), programMissing('busybox')], 'the container image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-image-'));
  let base = '';
  let container = '';
  let url = '';

  beforeAll(async () => {
    base = await baseImage(readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8'));
    // The registry of packages is reached as from this machine.
    const build = ['build', '--force-rm', '--network', 'host', '--build-arg', `BASE=${base}`];
    await docker(...build, '--file', 'deploy/Dockerfile', '--tag', tag, '.');
    container = await docker('run', '--detach', ...strictly(), ...withKeys(folder), '--volume', '/data', tag);
    url = await ready(container);
  }, BUILD_MS_MAX);

  afterAll(async () => {
    if (container !== '') await docker('rm', '--force', '--volumes', container);
    await docker('rmi', tag).catch(() => undefined);
    // The stage that installs stays behind as an image without a name; only this Dockerfile gives that label.
    await docker('image', 'prune', '--force', '--filter', 'label=nhip.stage=packages');
    rmSync(folder, { recursive: true });
  });

  it('is small: little more than its base', async () => {
    const [whole, below] = [await sizeOf(tag), await sizeOf(base)];
    process.stdout.write(
      `image: ${Math.round(whole / MEGABYTE)} MB, of which ${base} ${Math.round(below / MEGABYTE)} MB\n`,
    );
    expect(whole - below).toBeLessThan(ADDED_BYTES_MAX);
    expect(whole).toBeLessThan(IMAGE_BYTES_MAX);
  });

  it('holds no tests and no tools of development', async () => {
    const own = await docker('exec', container, 'find', '/app/packages', '/app/services', '-name', '*.test.ts');
    expect(own).toBe('');
    const libraries = await docker('exec', container, 'ls', '/app/node_modules/.pnpm');
    expect(libraries).toMatch(/^fastify@/m);
    expect(libraries).not.toMatch(/^(vitest|typescript|node)@/m);
  });

  it('runs as nobody in particular and can write nothing but its data', async () => {
    expect(await docker('exec', container, 'id', '-u')).toBe('1000');
    const write = (path: string) => docker('exec', container, 'node', '-e', `fs.writeFileSync('${path}', '')`);
    await expect(write('/app/services/nhip/src/main.ts')).rejects.toThrow(/EROFS/);
    await expect(write('/tmp/anything')).rejects.toThrow(/EROFS/);
    await expect(write('/data/anything')).resolves.toBe('');
  });

  it('shows on /metrics what was posted, and shows it again after a restart', async () => {
    expect((await post(url, 'a wrong key')).status).toBe(401);
    const answer = await post(url, KEY);
    expect([answer.status, await answer.text()]).toEqual([202, expect.stringContaining('"accepted":1')]);
    await shown(url);
    await docker('restart', container);
    url = await ready(container);
    await shown(url);
  });

  it('ends in order when it is told to, as healthy as it was', async () => {
    await until(
      'Docker calls it healthy',
      READY_MS_MAX,
      async () => (await state(container, 'Health.Status')) === 'healthy',
    );
    await docker('stop', container);
    expect(await state(container, 'ExitCode')).toBe('0');
  });
});

function strictly(): readonly string[] {
  return ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--publish', '127.0.0.1::8080'];
}

/** From outside of the container nobody may send without a key. */
function withKeys(folder: string): readonly string[] {
  const file = join(folder, 'keys.json');
  const hash = `sha256:${createHash('sha256').update(KEY).digest('hex')}`;
  writeFileSync(file, JSON.stringify([{ agency: 'so-xay-dung', hash, sources: ['/so-xay-dung'] }]));
  chmodSync(file, 0o644);
  return ['--volume', `${file}:/etc/nhip/keys.json:ro`, '--env', 'NHIP_KEYS=/etc/nhip/keys.json'];
}

function state(container: string, field: string): Promise<string> {
  return docker('inspect', '--format', `{{.State.${field}}}`, container);
}

/** Its address, which changes with every start. */
async function ready(container: string): Promise<string> {
  let url = '';
  await until('the container is ready', READY_MS_MAX, async () => {
    if ((await state(container, 'Running')) !== 'true') throw new Error(await docker('logs', container));
    url = `http://${(await docker('port', container, '8080')).split('\n')[0]}`;
    return await fetch(`${url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  });
  return url;
}

function post(url: string, key: string): Promise<Response> {
  const now = new Date().toISOString();
  return fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${key}` },
    body: JSON.stringify({
      specversion: '1.0',
      type: 'vn.nhip.dossier.received',
      source: '/so-xay-dung/one-stop-shop',
      id: '1',
      time: now,
      data: { dossierId: 'H26.15-0001', procedure: '1.004227', channel: 'online', receivedAt: now },
    }),
  });
}

async function shown(url: string): Promise<void> {
  const sample = /^kpi_online_dossier_rate_ratio_denominator\{unit="hanoi",[^}]*grain="year",period="current"\} 1$/m;
  await until('the KPI shows the dossier', READY_MS_MAX, async () => {
    return sample.test(await (await fetch(`${url}/metrics`)).text());
  });
}
