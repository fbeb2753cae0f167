// Simulation: the same invented city going on from now: now and then a dossier comes in, another one is finished. Pure: the
// caller says what time it is and sends what comes out.
import type { CloudEvent } from '../cloud-event.ts';
import { addWorkingDays, drawProcedures, drawUnits, pickProcedure, type SimulatedProcedure } from './city.ts';
import { openRandom, type Random } from './random.ts';
import { localDay, tell, writeDay, writeMoment } from './telling.ts';

export interface LiveOptions {
  readonly seed: number;
  readonly units: readonly string[];
  readonly procedures: readonly string[];
  /** Dossiers that come in at one step, on average. */
  readonly perStep?: number;
}

export interface LiveCity {
  /** What the units tell at this moment (milliseconds), in order. */
  step(now: number): readonly CloudEvent[];
}

interface OpenDossier {
  readonly id: string;
  readonly unit: string;
}

const PER_STEP = 1.5;
/** So many stay open before units begin to finish the oldest. */
const OPEN_AT_LEAST = 10;

export function openLive(options: LiveOptions): LiveCity {
  const random = openRandom(options.seed);
  const units = drawUnits(options.units, 1, random);
  const procedures = drawProcedures(options.procedures, random);
  const open: OpenDossier[] = [];
  const run = writeRun(random);
  let count = 0;
  return {
    step(now) {
      const events: CloudEvent[] = [];
      for (let left = random.poisson(options.perStep ?? PER_STEP); left > 0; left -= 1) {
        count += 1;
        const unit = random.pick(units);
        const online = random.chance(unit.online + 2 * unit.onlineGrowth);
        const dossier = { id: `${unit.code}-live${run}-${now}-${count}`, unit: unit.code };
        open.push(dossier);
        events.push(received(dossier, { now, channel: online ? 'online' : 'counter', random, procedures }));
      }
      while (open.length > OPEN_AT_LEAST && random.chance(0.6)) {
        const [dossier] = open.splice(random.between(0, open.length - 1), 1);
        if (dossier !== undefined) events.push(finished(dossier, now));
      }
      return random.chance(0.03) ? [...events, ...events.slice(-1)] : events;
    },
  };
}

function writeRun(random: Random): string {
  return Math.floor(random.next() * 1e6).toString(36);
}

interface Arrival {
  readonly now: number;
  readonly channel: string;
  readonly random: Random;
  readonly procedures: readonly SimulatedProcedure[];
}

function received({ id, unit }: OpenDossier, { now, channel, random, procedures }: Arrival): CloudEvent {
  const procedure = pickProcedure(procedures, random);
  const receivedAt = now - random.between(1, 60) * 1000;
  const dueAt = writeDay(addWorkingDays(localDay(receivedAt), procedure.limitDays));
  const data = { dossierId: id, procedure: procedure.code, channel, receivedAt: writeMoment(receivedAt), dueAt };
  return tell({ unit, id: `${id}-received`, type: 'vn.nhip.dossier.received', at: now, data }).event;
}

function finished({ id, unit }: OpenDossier, now: number): CloudEvent {
  const data = { dossierId: id, finishedAt: writeMoment(now) };
  return tell({ unit, id: `${id}-finished`, type: 'vn.nhip.dossier.finished', at: now, data }).event;
}
