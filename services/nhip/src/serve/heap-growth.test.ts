// V8 drops flags from one version to the next, and says nothing when one is set that it does not know.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { HEAP_GROWTH } from './heap-growth.ts';

it('is bounded by a flag that this V8 knows', () => {
  const [flag] = HEAP_GROWTH.split('=');
  expect(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })).toContain(`  ${flag} (`);
});
