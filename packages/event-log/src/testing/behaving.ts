// Test support: a log that behaves in some way of its own, and else as another one does.
import type { EventLog } from '../port.ts';

/** @param own what is done otherwise; it may call the log itself. */
export function behaving(log: EventLog, own: Partial<EventLog>): EventLog {
  return {
    partitions: (topic) => log.partitions(topic),
    append: (topic, entries) => log.append(topic, entries),
    process: (options) => log.process(options),
    read: (topic, partition, from, options) => log.read(topic, partition, from, options),
    follow: (options) => log.follow(options),
    range: (topic, partition) => log.range(topic, partition),
    truncate: (topic, partition, before) => log.truncate(topic, partition, before),
    close: () => log.close(),
    ...own,
  };
}
