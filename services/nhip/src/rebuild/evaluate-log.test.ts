// What a rebuild waits for while it counts and evaluates, and that it does not wait for ever.
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { createMemoryLog, type EventLog, LogError } from '@nhip/event-log';
import { behaving } from '@nhip/event-log/testing/behaving';
import { expect, it } from 'vitest';
import { evaluate } from './evaluate-log.ts';

/** A log that says of `events` that one more entry stands there than anybody will ever be given. */
function endless(log: EventLog): EventLog {
  return behaving(log, {
    range: async (topic, partition) => {
      const { start, end } = await log.range(topic, partition);
      return { start, end: topic === 'events' ? end + 1 : end };
    },
  });
}

it('ends with the reason why there is no sense in it any more', async () => {
  const plan = await loadCatalogue(builtInCatalogue());
  const log = createMemoryLog({ partitions: 1, now: () => 0 });
  await evaluate(log, plan, { evaluates: false });
  const lost = new AbortController();
  const reason = new LogError('NHIP_LOG_FENCED', 'go on');
  const evaluating = evaluate(endless(log), plan, { evaluates: false, signal: lost.signal });
  setImmediate(() => lost.abort(reason));
  await expect(evaluating).rejects.toBe(reason);
  await expect(evaluate(endless(log), plan, { signal: lost.signal })).rejects.toBe(reason);
  await log.close();
});

it('ends where the last entry of the clock changes nothing', async () => {
  const plan = await loadCatalogue(builtInCatalogue());
  const at = Date.parse('2026-03-05T10:30:00Z');
  const tick = { kind: 'tick', at };
  const cases = [
    [tick, { kind: 'left out' }],
    [tick, { kind: 'tick', at: at + 3_600_000, clock: 'system' }],
    // Of a city that has never had a tick.
    [
      { kind: 'backfill', state: 'begin', at },
      { kind: 'backfill', state: 'end', at },
    ],
  ];
  for (const entries of cases) {
    const log = createMemoryLog({ partitions: 1, now: () => at });
    for (const entry of entries) {
      await log.append('clock', [{ partition: 0, key: null, value: Buffer.from(JSON.stringify(entry)) }]);
    }
    await evaluate(log, plan);
    await log.close();
  }
});
