// A rebuild and the clock: what is still to come was told by a wrong clock and is left out; places stay as they are.
import { createMemoryLog } from '@nhip/event-log';
import { expect, it } from 'vitest';
import { copyClock } from './copy-events.ts';

const NOW = Date.parse('2026-03-05T10:30:00Z');
const HOUR_MS = 3_600_000;

it('leaves out the ticks of a wall clock that are still to come, each in its place', async () => {
  // The log, too, was on the machine whose clock was wrong.
  const from = createMemoryLog({ now: () => NOW + 24 * HOUR_MS });
  const to = createMemoryLog({ now: () => NOW });
  const entries = [
    { kind: 'tick', at: NOW, clock: 'system' },
    { kind: 'tick', at: NOW + HOUR_MS, clock: 'system' },
    { kind: 'backfill', state: 'begin', at: NOW + HOUR_MS },
    { kind: 'tick', at: NOW + HOUR_MS },
    { kind: 'tick', at: NOW + 300_000, clock: 'system' },
    { kind: 'tick', at: NOW + 300_001, clock: 'system' },
  ];
  await from.append(
    'clock',
    entries.map((entry) => ({ partition: 0, key: null, value: Buffer.from(JSON.stringify(entry)) })),
  );
  expect(await copyClock({ from, to, nowMs: NOW })).toBe(2);
  const copied: unknown[] = [];
  for await (const batch of to.read('clock', 0, 0)) {
    copied.push(...batch.entries.map(({ value }) => JSON.parse(Buffer.from(value).toString('utf8'))));
  }
  expect(copied).toEqual(
    entries.map((entry, place) => (place === 1 || place === 5 ? { kind: 'left out', of: entry } : entry)),
  );
});
