// Whether the log answers, and takes what is written: what readiness and the scrape say of the broker, or of the disk, behind a service. A
// question that hangs is a no.
import type { EventLog, KafkaLog } from '@nhip/event-log';
import { type ReadinessCheck, withinTime } from '@nhip/exporter';
import type { LastingTrouble, Metrics, Station } from '@nhip/telemetry';

/** A scrape and a probe have to end before the patience of whoever asks. */
const ANSWER_MS_MAX = 2_000;

/** Null: it does; else what is wrong, as a plain sentence. A service that reaches no broker can do nothing for anybody. */
export async function reachable(log: EventLog): Promise<string | null> {
  return (await answers(log)) ? null : 'no broker answers';
}

/** A log that takes nothing for a moment is no reason to send anybody elsewhere. */
const REFUSES_MS_MAX = 5_000;
/** Who writes what has to show. A clock that is wrong is told by its tick. */
const WRITERS: ReadonlySet<Station> = new Set(['door', 'tally', 'evaluate']);

/**
 * While the log takes nothing, as on a full disk, the door refuses every event, and what was accepted does not show.
 * @param steadyNow milliseconds of the clock by which the troubles have begun.
 */
export function takesEntries(lasting: () => readonly LastingTrouble[], steadyNow: () => number): ReadinessCheck {
  return () => {
    const nowMs = steadyNow();
    const long = lasting().filter(({ station, sinceMs }) => WRITERS.has(station) && nowMs - sinceMs > REFUSES_MS_MAX);
    if (long.length === 0) return null;
    const seconds = Math.floor((nowMs - Math.min(...long.map(({ sinceMs }) => sinceMs))) / 1000);
    const stations = [...new Set(long.map(({ station }) => station))].sort().join(', ');
    return `the log has taken nothing for ${seconds} s (${stations}): events are refused, or do not show`;
  };
}

/** Tells at each scrape whether the log answers. */
export function readLogReach(metrics: Metrics, log: EventLog): void {
  metrics.read('nhip_log_up', async () => [{ labels: {}, value: (await answers(log)) ? 1 : 0 }]);
}

/** Tells at each scrape whether a rebuild has closed what the door appends to. */
export function readDoorClosed(metrics: Metrics, log: KafkaLog): void {
  metrics.read('nhip_door_closed', async () => {
    const closed = await withinTime(log.isClosed(), ANSWER_MS_MAX);
    return closed === null ? [] : [{ labels: {}, value: closed ? 1 : 0 }];
  });
}

async function answers(log: EventLog): Promise<boolean> {
  return (await withinTime(log.range('clock', 0), ANSWER_MS_MAX)) !== null;
}
