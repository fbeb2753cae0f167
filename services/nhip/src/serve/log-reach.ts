// Whether the log answers: what readiness and the scrape say of the broker behind a service. A question that hangs is a no.
import type { EventLog, KafkaLog } from '@nhip/event-log';
import { withinTime } from '@nhip/exporter';
import type { Metrics } from '@nhip/telemetry';

/** A scrape and a probe have to end before the patience of whoever asks. */
const ANSWER_MS_MAX = 2_000;

/** Null: it does; else what is wrong, as a plain sentence. A service that reaches no broker can do nothing for anybody. */
export async function reachable(log: EventLog): Promise<string | null> {
  return (await answers(log)) ? null : 'no broker answers';
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
