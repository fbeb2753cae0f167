// V8 drops flags from one version to the next, and says nothing when one is set that it does not know.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { YOUNG_GENERATION_MAX } from '../launch-settings.ts';
import { HEAP_GROWTH } from './heap-growth.ts';

const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });

it.each([HEAP_GROWTH, YOUNG_GENERATION_MAX])('is bounded by a flag that this V8 knows: %s', (bound) => {
  expect(known).toContain(`  ${bound.split('=')[0]} (`);
});
