// Simulation: the particulars of a dossier that Decision 766 asks for: terms of its procedure, digitisation, identification, fees,
// the result as a file, its way to the national portal.
import type { DataValue } from '../cloud-event.ts';
import type { DossierLife, DossierSetting } from './dossier.ts';
import { hasFee } from './portal.ts';
import { type Told, tell, writeMoment } from './telling.ts';

const HOUR_MS = 3_600_000;
const FEES = [0, 20_000, 50_000, 100_000] as const;

/** Every statement about them, in no order. */
export function tellDetails({ unit, random }: DossierSetting, life: DossierLife): readonly Told[] {
  const { id, procedure, receivedAt, finishedAt, channel } = life;
  const state = (event: string, at: number, data: Readonly<Record<string, DataValue>>): Told =>
    tell({
      unit: unit.code,
      id: `${id}-${event}`,
      type: `vn.nhip.dossier.${event}`,
      at,
      data: { dossierId: id, ...data },
    });
  const soon = receivedAt + random.between(5, 50) * 60_000;
  const paperResult = random.chance(0.7);
  const terms = {
    limit: procedure.limitDays,
    limitUnit: 'working_day',
    service: channel === 'online' ? 'full' : 'partial',
    paperResult,
    feeRequired: hasFee(procedure.code),
  };
  const digitised = {
    componentsDigitised: random.chance(0.75),
    componentsReused: random.chance(0.2),
    fromPersonalStore: random.chance(0.15),
  };
  const identified = { vneid: channel === 'online' || random.chance(0.3), populationData: random.chance(0.4) };
  const resultAt = finishedAt + 10 * 60_000;
  const result = {
    resultFileAt: paperResult && random.chance(0.85) ? writeMoment(resultAt) : null,
    resultSharedAt: random.chance(0.5) ? writeMoment(resultAt) : null,
  };
  const syncedAt = receivedAt + random.between(1, 20) * HOUR_MS;
  return [
    state('terms', soon, terms),
    state('digitised', soon + 1000, digitised),
    state('identified', soon + 2000, identified),
    state('result', resultAt + 60_000, result),
    ...(random.chance(0.93) ? [state('synced', syncedAt + 60_000, { syncedAt: writeMoment(syncedAt) })] : []),
    ...(random.chance(0.01)
      ? [state('disliked', resultAt + 5 * HOUR_MS, { dislikedAt: writeMoment(resultAt + 4 * HOUR_MS) })]
      : []),
    ...(terms.feeRequired ? tellFees({ state, random, paidAt: soon + HOUR_MS, isOnline: channel === 'online' }) : []),
  ];
}

interface Paying {
  readonly state: (event: string, at: number, data: Readonly<Record<string, DataValue>>) => Told;
  readonly random: DossierSetting['random'];
  readonly paidAt: number;
  readonly isOnline: boolean;
}

function tellFees({ state, random, paidAt, isOnline }: Paying): readonly Told[] {
  const feeTotal = random.pick(FEES);
  const fees = state('fees', paidAt - HOUR_MS / 2, { feeLines: random.between(1, 2), feeTotal });
  if (feeTotal === 0) return [fees];
  const paidThrough = isOnline && random.chance(0.8) ? random.pick(['national', 'local'] as const) : 'counter';
  return [fees, state('paid', paidAt + 1000, { paidAt: writeMoment(paidAt), paidThrough })];
}
