// Simulation: the life of one dossier as its unit tells it: received, perhaps a supplement, finished; now and then a
// statement is corrected, told twice, or taken back.
import { addWorkingDays, isWorkingDay, pickProcedure, type SimulatedProcedure, type SimulatedUnit } from './city.ts';
import { tellDetails } from './dossier-details.ts';
import type { Random } from './random.ts';
import { localDay, momentOf, type Told, tell, writeDay, writeMoment } from './telling.ts';

export interface DossierSetting {
  readonly unit: SimulatedUnit;
  readonly procedures: readonly SimulatedProcedure[];
  readonly random: Random;
  /** Of the record, unique in the city. */
  readonly id: string;
  /** Local day on which it comes in. */
  readonly day: number;
  /** First day of the whole simulation. */
  readonly firstDay: number;
  /** With its terms, fees, digitisation and result. */
  readonly isDetailed: boolean;
}

/** One dossier as it will have been. */
export interface DossierLife {
  readonly id: string;
  readonly procedure: SimulatedProcedure;
  readonly channel: string;
  readonly receivedAt: number;
  readonly dueDay: number;
  readonly finishedAt: number;
}

/** Every statement about it, in no order; those of the future are told when their day comes. */
export function tellDossier(setting: DossierSetting): readonly Told[] {
  const life = live(setting);
  const told = [...tellReceived(setting, life), ...tellSupplement(setting, life), ...tellFinished(setting, life)];
  const details = setting.isDetailed ? tellDetails(setting, life) : [];
  return [...told, ...details, ...retraction(setting, life)];
}

function live({ unit, procedures, random, id, day, firstDay }: DossierSetting): DossierLife {
  const procedure = pickProcedure(procedures, random);
  const years = (day - firstDay) / 365;
  const online = random.chance(Math.min(0.97, unit.online + years * unit.onlineGrowth));
  const channel = online ? 'online' : random.chance(0.08) ? 'post' : 'counter';
  const receivedAt = momentOf(day, online ? 24 * random.next() : 7.5 + 9.5 * random.next());
  const dueDay = addWorkingDays(day, procedure.limitDays);
  const share = unit.pace * Math.exp(0.45 * random.normal());
  return {
    id,
    procedure,
    channel,
    receivedAt,
    dueDay,
    finishedAt: finish(receivedAt, procedure.limitDays * share, random),
  };
}

/** So many working days later, in office hours. */
function finish(receivedAt: number, workingDays: number, random: Random): number {
  const day = localDay(receivedAt);
  const whole = Math.floor(workingDays);
  if (whole === 0 && isWorkingDay(day)) {
    const soon = receivedAt + 3_600_000 * (0.1 + 7 * (workingDays - whole));
    if (localDay(soon) === day) return Math.round(soon);
  }
  return momentOf(addWorkingDays(day, Math.max(1, whole)), 7.75 + 9 * random.next());
}

function toldAt(unit: SimulatedUnit, happenedAt: number, random: Random): number {
  if (!unit.tellsInTheEvening) return happenedAt + random.between(1, 300) * 1000;
  const evening = momentOf(localDay(happenedAt), 18 + 3 * random.next());
  return Math.max(evening, happenedAt + 1000);
}

function tellReceived({ unit, random }: DossierSetting, life: DossierLife): readonly Told[] {
  const at = toldAt(unit, life.receivedAt, random);
  const state = (telling: string, change: { readonly channel: string; readonly at: number }): Told =>
    tell({
      unit: unit.code,
      id: `${life.id}-${telling}`,
      type: 'vn.nhip.dossier.received',
      at: change.at,
      data: {
        dossierId: life.id,
        procedure: life.procedure.code,
        channel: change.channel,
        receivedAt: writeMoment(life.receivedAt),
        dueAt: writeDay(life.dueDay),
      },
    });
  const first = state('received', { channel: life.channel, at });
  const repeats = random.chance(0.02) ? [first] : [];
  const correction = random.chance(0.01)
    ? [state('received-2', { channel: life.channel === 'online' ? 'counter' : 'online', at: at + 86_400_000 })]
    : [];
  return [first, ...repeats, ...correction];
}

function tellSupplement({ unit, random }: DossierSetting, life: DossierLife): readonly Told[] {
  const lengthMs = life.finishedAt - life.receivedAt;
  if (lengthMs < 2 * 86_400_000 || !random.chance(0.06)) return [];
  const requestedAt = life.receivedAt + Math.round(lengthMs * 0.3);
  const completedAt = requestedAt + Math.round(lengthMs * 0.3);
  const state = (at: number, completed: number | null): Told =>
    tell({
      unit: unit.code,
      id: `${life.id}-supplement-${completed === null ? 1 : 2}`,
      type: 'vn.nhip.dossier.supplement',
      at,
      data: {
        dossierId: life.id,
        requestNo: 1,
        requestedAt: writeMoment(requestedAt),
        completedAt: completed === null ? null : writeMoment(completed),
      },
    });
  return [
    state(toldAt(unit, requestedAt, random), null),
    state(Math.max(toldAt(unit, completedAt, random), requestedAt + 86_400_000), completedAt),
  ];
}

function tellFinished({ unit, random }: DossierSetting, life: DossierLife): readonly Told[] {
  const at = toldAt(unit, life.finishedAt, random);
  const state = (telling: string, finishedAt: number, statedAt: number): Told =>
    tell({
      unit: unit.code,
      id: `${life.id}-${telling}`,
      type: 'vn.nhip.dossier.finished',
      at: statedAt,
      data: { dossierId: life.id, finishedAt: writeMoment(finishedAt) },
    });
  const first = state('finished', life.finishedAt, at);
  const repeats = random.chance(0.02) ? [first] : [];
  const correction = random.chance(0.005) ? [state('finished-2', life.finishedAt - 1_800_000, at + 7_200_000)] : [];
  return [first, ...repeats, ...correction];
}

function retraction({ unit, random }: DossierSetting, life: DossierLife): readonly Told[] {
  if (!random.chance(0.002)) return [];
  const at = Math.max(life.finishedAt, life.receivedAt + 172_800_000) + 86_400_000;
  const type = 'vn.nhip.dossier.retracted';
  return [tell({ unit: unit.code, id: `${life.id}-retracted`, type, at, data: { dossierId: life.id } })];
}
