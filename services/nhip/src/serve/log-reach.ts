// Whether the log answers: what readiness and the scrape say of the broker behind a service. A question that hangs is a no.
import type { EventLog, KafkaLog } from '@nhip/event-log';
import type { Metrics } from '@nhip/telemetry';

const REACH_MS_MAX = 3_000;
/** A scrape has to end before the patience of whoever asked for it. */
const SCRAPE_MS_MAX = 2_000;

/** Null: it does; else what is wrong, as a plain sentence. A service that reaches no broker can do nothing for anybody. */
export async function reachable(log: EventLog): Promise<string | null> {
  return (await answers(log, REACH_MS_MAX)) ? null : 'no broker answers';
}

/** Tells at each scrape whether the log answers. */
export function readLogReach(metrics: Metrics, log: EventLog): void {
  metrics.read('nhip_log_up', async () => [{ labels: {}, value: (await answers(log, SCRAPE_MS_MAX)) ? 1 : 0 }]);
}

/** Tells at each scrape whether a rebuild has closed what the door appends to. */
export function readDoorClosed(metrics: Metrics, log: KafkaLog): void {
  metrics.read('nhip_door_closed', async () => {
    const closed = await within(
      SCRAPE_MS_MAX,
      log.isClosed().catch(() => null),
    );
    return closed === null ? [] : [{ labels: {}, value: closed ? 1 : 0 }];
  });
}

async function answers(log: EventLog, waitMsMax: number): Promise<boolean> {
  const asked = log.range('clock', 0).then(
    () => true,
    () => false,
  );
  return (await within(waitMsMax, asked)) ?? false;
}

/** Null: there was no answer in time. */
async function within<T>(waitMsMax: number, asked: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(late.resolve, waitMsMax, null);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
