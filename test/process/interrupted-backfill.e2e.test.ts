// Command line: a backfill that is broken off, by Ctrl-C or by whoever ends its terminal or its job, says in what state it leaves the service.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { spawnNhip } from './nhip-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhip-backfill-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('says that the backfill is still on (%s)', async (signal, exitCode) => {
  const taking = Promise.withResolvers<void>();
  const service = createServer((request, response) => {
    // Events are never answered, so that the import is under way until it is broken off.
    if (request.url === '/v1/events') taking.resolve();
    else response.writeHead(202).end('{}');
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const file = join(folder, 'dossiers.csv');
  writeFileSync(file, 'dossierId,receivedAt\nA,2024-03-04\n');
  const { port } = service.address() as AddressInfo;
  const words = ['import', file, '--as', 'dossier', '--agency', 'a', '--backfill', '--to', `http://127.0.0.1:${port}`];
  const child = spawnNhip(words, {});
  const closed = once(child, 'close');
  const printed = child.stdout === null ? '' : text(child.stdout);
  await taking.promise;
  child.kill(signal);
  expect(await closed).toEqual([exitCode, null]);
  expect(await printed).toContain('The backfill is still on');
  service.closeAllConnections();
  service.close();
});
