// Demonstration: the service with a simulated Hanoi. Two years of invented history go through the HTTP door as fast as it takes
// them, then the city goes on live. It says plainly that nothing of it is real.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@nhip/core';
import { DateTime } from 'luxon';
import type { CloudEvent } from '../cloud-event.ts';
import type { Environment } from '../environment.ts';
import { CommandFailure } from '../failure.ts';
import { openProgress } from '../import/progress.ts';
import { openSender, type Sender } from '../import/sender.ts';
import { type RunningService, runService } from '../serve/run.ts';
import { openLive } from '../simulate/live.ts';
import { simulateHanoi } from '../simulate/simulate.ts';
import { kpiTable } from './kpi-table.ts';

export interface DemoOptions {
  readonly environment: Environment;
  readonly seed: number;
  /** How many units send. */
  readonly units: number;
  readonly say: (line: string) => void;
}

const YEARS = 2;
const BATCH_SIZE = 1_000;
const BATCHES_AT_ONCE = 3;
const LIVE_STEP_MS = 1_000;

/** Resolves once the city is live; the service keeps running until it is asked to stop. @throws CommandFailure */
export async function runDemo({ environment, seed, units, say }: DemoOptions): Promise<void> {
  say('SIMULATED DATA: everything this demonstration sends is invented. It says nothing about any real office.');
  // A folder of its own each time: an invented city must never mix with real records.
  const data = await mkdtemp(join(tmpdir(), 'nhip-demo-'));
  const service = await runService({
    environment: { ...environment, data, keys: null, kafka: null },
    manualClock: false,
    simulated: true,
    say,
    closed: () => rm(data, { recursive: true, force: true }),
  });
  const city = cityOf(service.plan, units);
  const sender = openSender({ url: service.url, key: null });
  const history = await sendHistory(sender, { ...city, seed, now: Date.now() });
  say(`${history.accepted} events of two invented years sent, ${history.rejected} rejected (made wrong on purpose)`);
  await service.caughtUp();
  say(await kpiTable(service.plan, service.url));
  say(`Open ${service.url}/ for the addresses, ${service.url}/docs to try the interface. Ctrl-C ends it.`);
  say('The city goes on live, about one statement a second. SIMULATED DATA.');
  goLive(service, sender, openLive({ ...city, seed: seed + 1 }));
}

interface SimulatedCity {
  readonly root: string;
  readonly dossiersPerDay: number;
  readonly units: readonly string[];
  readonly procedures: readonly string[];
}

const INVENTED_PROCEDURES = 30;
/** Of an ordinary unit, each told with all its particulars. */
const DOSSIERS_PER_DAY = 2.5;

/** The units of the lowest levels that are in force today, spread over the list; procedures as the catalogue declares them. */
function cityOf(plan: Plan, count: number): SimulatedCity {
  const today = Math.floor(Date.now() / 86_400_000);
  const inForce = plan.units.filter(
    ({ from, until }) => (from === null || from <= today - 365 * YEARS) && until === null,
  );
  const parents = new Set(inForce.map(({ parent }) => parent));
  const leaves = inForce.filter(({ code }) => !parents.has(code)).map(({ code }) => code);
  const step = Math.max(1, leaves.length / count);
  const units = Array.from(
    { length: Math.min(count, leaves.length) },
    (_, index) => leaves[Math.floor(index * step)] ?? '',
  );
  const declared = plan.domains.find(({ name }) => name === 'procedure')?.codes;
  const invented = Array.from({ length: INVENTED_PROCEDURES }, (_, index) => `P${String(index + 1).padStart(3, '0')}`);
  return { root: plan.root, dossiersPerDay: DOSSIERS_PER_DAY, units, procedures: declared ?? invented };
}

interface Sent {
  readonly accepted: number;
  readonly rejected: number;
}

async function sendHistory(
  sender: Sender,
  city: SimulatedCity & { readonly seed: number; readonly now: number },
): Promise<Sent> {
  const from = DateTime.fromMillis(city.now).minus({ years: YEARS }).toMillis();
  const progress = openProgress({ total: YEARS * 365, label: 'simulated days' });
  await sender.post('/v1/clock/backfill', { state: 'begin' });
  const sent = { accepted: 0, rejected: 0 };
  const underWay = new Set<Promise<void>>();
  let batch: CloudEvent[] = [];
  const flush = async (): Promise<void> => {
    const events = batch;
    batch = [];
    const sending = sender.send(events).then((verdicts) => {
      underWay.delete(sending);
      const accepted = verdicts.filter(({ kind }) => kind === 'accepted').length;
      sent.accepted += accepted;
      sent.rejected += verdicts.length - accepted;
    });
    underWay.add(sending);
    if (underWay.size >= BATCHES_AT_ONCE) await Promise.race(underWay);
  };
  for (const { at, event } of simulateHanoi({ ...city, from, to: city.now })) {
    batch.push(event);
    if (batch.length < BATCH_SIZE) continue;
    await flush();
    progress.set(Math.floor((at - from) / 86_400_000));
  }
  await flush();
  await Promise.all(underWay);
  progress.set(YEARS * 365);
  progress.end();
  await sender.post('/v1/clock/backfill', { state: 'end' });
  return sent;
}

function goLive(service: RunningService, sender: Sender, city: ReturnType<typeof openLive>): void {
  const step = async (): Promise<void> => {
    if (service.isStopping()) return;
    const events = city.step(Date.now());
    try {
      if (events.length > 0) await sender.send(events);
    } catch (error) {
      if (service.isStopping()) return;
      if (error instanceof CommandFailure) service.fail(error);
      else throw error;
    }
    setTimeout(() => void step(), LIVE_STEP_MS).unref();
  };
  void step();
}
