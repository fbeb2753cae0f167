// What a rebuild waits for while it counts, and that it does not wait for ever.
import { builtInCatalogue, loadCatalogue } from '@nhip/catalogue';
import { createMemoryLog, type EventLog, LogError } from '@nhip/event-log';
import { expect, it } from 'vitest';
import { evaluate } from './evaluate-log.ts';

/** A log that says of `events` that one more entry stands there than anybody will ever be given. */
function endless(log: EventLog): EventLog {
  return {
    partitions: (topic) => log.partitions(topic),
    append: (topic, entries) => log.append(topic, entries),
    process: (options) => log.process(options),
    read: (topic, partition, from, options) => log.read(topic, partition, from, options),
    follow: (options) => log.follow(options),
    range: async (topic, partition) => {
      const { start, end } = await log.range(topic, partition);
      return { start, end: topic === 'events' ? end + 1 : end };
    },
    truncate: (topic, partition, before) => log.truncate(topic, partition, before),
    close: () => log.close(),
  };
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
