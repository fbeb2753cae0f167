// Command line: an address that is none is told at once, and not tried again and again.
import { expect, it } from 'vitest';
import { runNhip } from './nhip-process.ts';

it.each([
  ['import', 'dossiers.csv', '--as', 'dossier', '--agency', 'a', '--to', '127.0.0.1:8080'],
  ['values', 'online-dossier-rate', '--url', 'localhost:8080'],
  ['tick', '2024-03-05', '--url', 'ftp://127.0.0.1'],
])('nhip %s refuses what is no address of a service', async (...words) => {
  const { code, output } = await runNhip(words);
  expect(code).toBe(1);
  expect(output).toContain('Write it like http://127.0.0.1:8080.');
  expect(output).not.toContain('    at ');
});
