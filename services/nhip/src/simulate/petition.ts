// Simulation: the life of one petition: submitted, answered in time or late, now and then told twice or never answered.
import { addWorkingDays, type SimulatedUnit } from './city.ts';
import type { Random } from './random.ts';
import { localDay, momentOf, type Told, tell, writeDay, writeMoment } from './telling.ts';

export interface PetitionSetting {
  readonly unit: SimulatedUnit;
  readonly random: Random;
  /** Of the record, unique in the city. */
  readonly id: string;
  /** Local day on which it comes in. */
  readonly day: number;
}

/** Working days within which an accepted petition is answered. */
const LIMIT_DAYS = 15;
const SUBJECTS = ['conduct', 'conduct', 'conduct', 'rules'] as const;
const UNANSWERED = 0.01;
const REPEATED = 0.02;

/** Every statement about it, in no order. */
export function tellPetition({ unit, random, id, day }: PetitionSetting): readonly Told[] {
  const submittedAt = momentOf(day, 24 * random.next());
  const received = tell({
    unit: unit.code,
    id: `${id}-received`,
    type: 'vn.nhip.petition.received',
    at: submittedAt + random.between(1, 600) * 1000,
    data: {
      petitionId: id,
      subject: random.pick(SUBJECTS),
      submittedAt: writeMoment(submittedAt),
      dueAt: writeDay(addWorkingDays(day, LIMIT_DAYS)),
    },
  });
  const told = random.chance(REPEATED) ? [received, received] : [received];
  return random.chance(UNANSWERED) ? told : [...told, tellAnswered({ unit, random, id, day }, submittedAt)];
}

function tellAnswered({ unit, random, id }: PetitionSetting, submittedAt: number): Told {
  const days = Math.max(1, Math.round(LIMIT_DAYS * unit.pace * Math.exp(0.4 * random.normal())));
  const answeredAt = momentOf(addWorkingDays(localDay(submittedAt), days), 8 + 8 * random.next());
  return tell({
    unit: unit.code,
    id: `${id}-answered`,
    type: 'vn.nhip.petition.answered',
    at: answeredAt + random.between(1, 600) * 1000,
    data: { petitionId: id, answeredAt: writeMoment(answeredAt) },
  });
}
