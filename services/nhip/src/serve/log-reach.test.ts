// Readiness while the log takes nothing: told after a moment, with who waits and for how long.
import type { LastingTrouble } from '@nhip/telemetry';
import { expect, it } from 'vitest';
import { takesEntries } from './log-reach.ts';

function openCheck() {
  let nowMs = 1_000_000;
  let lasting: readonly LastingTrouble[] = [];
  const check = takesEntries(
    () => lasting,
    () => nowMs,
  );
  return {
    check,
    begin: (...stations: readonly LastingTrouble['station'][]) => {
      lasting = [...lasting, ...stations.map((station) => ({ station, partition: 0, sinceMs: nowMs }))];
    },
    end: () => {
      lasting = [];
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

it('is not ready once the log has taken nothing for five seconds, until it takes something', () => {
  const { check, begin, end, pass } = openCheck();
  expect(check()).toBeNull();
  begin('tally', 'door');
  pass(5_000);
  expect(check()).toBeNull();
  begin('evaluate');
  pass(2_000);
  expect(check()).toBe('the log has taken nothing for 7 s (door, tally): events are refused, or do not show');
  pass(4_000);
  expect(check()).toContain('for 11 s (door, evaluate, tally)');
  end();
  expect(check()).toBeNull();
});

it('leaves a clock that is wrong, or behind, to those who look at the tick', () => {
  const { check, begin, pass } = openCheck();
  begin('tick', 'clock');
  pass(60_000);
  expect(check()).toBeNull();
});
