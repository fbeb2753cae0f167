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
  /** With its publication and how it was rated. */
  readonly isDetailed: boolean;
}

/** Working days within which an accepted petition is answered. */
const LIMIT_DAYS = 15;
const SUBJECTS = ['conduct', 'conduct', 'conduct', 'rules'] as const;
const UNANSWERED = 0.01;
const REPEATED = 0.02;

/** Every statement about it, in no order. */
export function tellPetition(setting: PetitionSetting): readonly Told[] {
  const { unit, random, id, day } = setting;
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
  if (random.chance(UNANSWERED)) return told;
  const answered = tellAnswered(setting, submittedAt);
  return [...told, answered, ...(setting.isDetailed ? afterwards(setting, answered.at) : [])];
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

const DAY_MS = 86_400_000;

/** It waits to be published, is published, and people say how they like it. */
function afterwards({ unit, random, id }: PetitionSetting, answeredAt: number): readonly Told[] {
  const state = (event: string, at: number, data: Readonly<Record<string, string | number>>): Told =>
    tell({
      unit: unit.code,
      id: `${id}-${event}`,
      type: `vn.nhip.petition.${event}`,
      at,
      data: { petitionId: id, ...data },
    });
  const awaitingAt = answeredAt + 60_000;
  const publishedAt = awaitingAt + Math.round(DAY_MS * 3 * random.next());
  return [
    state('awaiting_publication', awaitingAt, { awaitingPublicationAt: writeMoment(awaitingAt) }),
    state('published', publishedAt, { publishedAt: writeMoment(publishedAt) }),
    state('rated', publishedAt + DAY_MS, { likes: random.between(0, 6), dislikes: random.between(0, 2) }),
  ];
}
