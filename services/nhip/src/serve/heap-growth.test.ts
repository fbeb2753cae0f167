// V8 drops flags from one version to the next, and says nothing when one is set that it does not know.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HEAP_GROWTH, YOUNG_GENERATION } from './heap-growth.ts';

const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });

it.each([HEAP_GROWTH, YOUNG_GENERATION])('are bounded by a flag that this V8 knows: %s', (flag) => {
  expect(known).toContain(`  ${flag.split('=')[0]} (`);
});

it('have the same bound in the image as by the script', () => {
  const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
  const { start, demo } = (JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> }).scripts;
  const bound = new RegExp(`${YOUNG_GENERATION}=\\d+`);
  const [expected] = bound.exec(start ?? '') ?? [];
  expect(expected).toBeDefined();
  expect([bound.exec(demo ?? '')?.[0], bound.exec(read('deploy/Dockerfile'))?.[0]]).toEqual([expected, expected]);
});
