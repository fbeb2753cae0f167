// Test support: a suite that runs where its needs are met and else is one skipped test that carries the reason.
import { describe, it } from 'vitest';
import type { Missing } from './requires.ts';

/** Like `describe`; `missing` are the needs, each null when it is met. */
export function describeWith(missing: readonly Missing[], name: string, body: () => void): void {
  const reasons = missing.filter((reason) => reason !== null);
  if (reasons.length === 0) describe(name, body);
  else describe(name, () => it('has what it needs', ({ skip }) => skip(reasons.join('; '))));
}
