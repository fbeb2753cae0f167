// Simulation: what happens on any day: requests of the press, articles, fake news, incidents, households that sell, addresses.
import { addWorkingDays } from './city.ts';
import {
  DAY_MS,
  HOUR_MS,
  isFirstOfMonth,
  type Life,
  moment,
  type Programme,
  type ProgrammeSetting,
  step,
} from './programme.ts';
import { momentOf, type Told, writeMoment } from './telling.ts';

/** So many a day in the whole city, each from one unit. */
function arrivals(
  setting: ProgrammeSetting,
  record: string,
  { perDay, key }: { readonly perDay: number; readonly key: string },
): readonly (Life & { readonly at: number })[] {
  const { day, units, random } = setting;
  return Array.from({ length: random.poisson(perDay) }, (_, index) => {
    const id = `${record}-${day}-${index + 1}`;
    return { unit: random.pick(units), record, id, key: { [key]: id }, random, at: momentOf(day, 24 * random.next()) };
  });
}

export const pressRequests: Programme = (setting) =>
  arrivals(setting, 'press_request', { perDay: 0.8, key: 'requestId' }).flatMap((life) => {
    const { random, at } = life;
    const received = step(life, 'received', { at, data: { sudden: random.chance(0.2), requestedAt: writeMoment(at) } });
    if (!random.chance(0.96)) return [received];
    const answeredAt = at + Math.round(14 * HOUR_MS * Math.exp(0.6 * random.normal()));
    return [received, moment(life, 'answered', { field: 'answeredAt', at: answeredAt })];
  });

const FORMS = ['statement', 'interview', 'meeting', 'other'] as const;

/** A conference in the middle of some months, the portal brought up to date at the beginning of each. */
export const pressEvents: Programme = (setting) => {
  const { day, units, random } = setting;
  const held = (id: string, form: string): Told => {
    const at = momentOf(day, 9 + 6 * random.next());
    const life: Life = { unit: units[0] ?? '', record: 'press_event', id, key: { eventId: id }, random };
    return step(life, 'held', { at, data: { form, heldAt: writeMoment(at) } });
  };
  const regular = isFirstOfMonth(day)
    ? [held(`PE-${day}-portal`, 'portal'), held(`PE-${day}-conference`, 'conference')]
    : [];
  return random.chance(0.1) ? [...regular, held(`PE-${day}-other`, random.pick(FORMS))] : regular;
};

const TONES = ['positive', 'positive', 'positive', 'neutral', 'neutral', 'negative'] as const;
const MEDIA = ['newspaper', 'network', 'television', 'radio'] as const;
/** From then on a newer classifier is tried on a few articles; the one in force goes on. */
const CLASSIFIER_TRIED_AFTER_DAYS = 400;
const TRIED_SHARE = 0.2;

export const articles: Programme = (setting) =>
  arrivals(setting, 'article', { perDay: 5, key: 'articleId' }).map((life) => {
    const { random, at } = life;
    const isTried = setting.day - setting.firstDay > CLASSIFIER_TRIED_AFTER_DAYS && random.chance(TRIED_SHARE);
    const classifier = isTried ? 'v2' : 'v1';
    const data = { publishedAt: writeMoment(at), medium: random.pick(MEDIA), tone: random.pick(TONES), classifier };
    return step(life, 'classified', { at: at + HOUR_MS, data });
  });

export const fakeNews: Programme = (setting) =>
  arrivals(setting, 'fake_news', { perDay: 0.35, key: 'caseId' }).flatMap((life) => {
    const { random, at } = life;
    const reportedAt = at - random.between(1, 20) * HOUR_MS;
    const data = { reportedAt: writeMoment(reportedAt), verifiedAt: writeMoment(at) };
    const verified = step(life, 'verified', { at, data });
    if (!random.chance(0.95)) return [verified];
    const resolvedAt = at + Math.round(13 * HOUR_MS * Math.exp(0.7 * random.normal()));
    return [verified, moment(life, 'resolved', { field: 'resolvedAt', at: resolvedAt })];
  });

const PLATFORMS = ['facebook', 'google', 'tiktok', 'other'] as const;

export const takedowns: Programme = (setting) =>
  arrivals(setting, 'takedown', { perDay: 0.25, key: 'requestId' }).flatMap((life) => {
    const { random, at } = life;
    const items = random.between(1, 40);
    const data = { platform: random.pick(PLATFORMS), requestedAt: writeMoment(at), items };
    const removed = Math.round(items * (0.8 + 0.2 * random.next()));
    return [step(life, 'requested', { at, data }), step(life, 'done', { at: at + 2 * DAY_MS, data: { removed } })];
  });

const SEVERITIES = ['low', 'low', 'low', 'medium', 'medium', 'high', 'critical'] as const;

export const incidents: Programme = (setting) =>
  arrivals(setting, 'security_incident', { perDay: 0.4, key: 'incidentId' }).flatMap((life) => {
    const { random, at } = life;
    const data = { severity: random.pick(SEVERITIES), detectedAt: writeMoment(at) };
    const detected = step(life, 'detected', { at, data });
    if (!random.chance(0.97)) return [detected];
    const resolvedAt = at + Math.round(20 * HOUR_MS * Math.exp(0.9 * random.normal()));
    return [detected, moment(life, 'resolved', { field: 'resolvedAt', at: resolvedAt })];
  });

const SERVICES = 6;

export const shareRequests: Programme = ({ day, units, random }) =>
  Array.from({ length: SERVICES }, (_, index) => {
    const unit = units[index % units.length] ?? '';
    const at = momentOf(day, 23);
    const date = writeMoment(at).slice(0, 'yyyy-MM-dd'.length);
    const key = { serviceId: `svc-${index + 1}`, day: date };
    const life: Life = { unit, record: 'share_request', id: `SR-${index + 1}-${day}`, key, random };
    const requests = random.between(200, 2_000);
    const answered = Math.floor(requests * (0.94 + 0.06 * random.next()));
    const data = { platform: index % 3 === 0 ? 'ndxp' : 'lgsp', requestedOn: writeMoment(at), requests, answered };
    return step(life, 'counted', { at, data });
  });

const ORDERS_MAX = 6;

export const households: Programme = (setting) =>
  arrivals(setting, 'farm_household', { perDay: 2.5, key: 'householdId' }).flatMap((life) => {
    const { random, unit, at } = life;
    const registered = step(life, 'registered', { at, data: { unitCode: unit, registeredAt: writeMoment(at) } });
    const platform = random.chance(0.6) ? 'postmart' : 'voso';
    const onboarded = stay(life, { accountNo: 'A1', platform, at });
    const trained = moment(life, 'trained', { field: 'trainedAt', at: at + random.between(3, 60) * DAY_MS });
    const orders = Array.from({ length: random.between(0, ORDERS_MAX) }, (_, index) => {
      const placedAt = at + random.between(1, 300) * DAY_MS;
      const order = { ...life, id: `${life.id}-${index + 1}` };
      return step(order, 'order', {
        at: placedAt,
        data: { orderNo: `O${index + 1}`, placedAt: writeMoment(placedAt) },
      });
    });
    const lives = [registered, onboarded, ...(random.chance(0.8) ? [trained] : []), ...orders];
    if (!random.chance(0.1)) return lives;
    const leftAt = at + random.between(30, 200) * DAY_MS;
    const left = step(life, 'left', { at: leftAt, data: { accountNo: 'A1', leftAt: writeMoment(leftAt) } });
    const back = stay(life, { accountNo: 'A2', platform, at: leftAt + random.between(10, 90) * DAY_MS });
    return [...lives, left, ...(random.chance(0.4) ? [back] : [])];
  });

interface Stay {
  readonly accountNo: string;
  readonly platform: string;
  readonly at: number;
}

function stay(life: Life, { accountNo, platform, at }: Stay): Told {
  const account = { ...life, id: `${life.id}-${accountNo}` };
  return step(account, 'onboarded', { at, data: { accountNo, platform, onboardedAt: writeMoment(at) } });
}

export const addresses: Programme = (setting) =>
  arrivals(setting, 'address', { perDay: 6, key: 'addressId' }).flatMap((life) => {
    const { random, unit, at } = life;
    const registered = step(life, 'registered', { at, data: { unitCode: unit, registeredAt: writeMoment(at) } });
    if (!random.chance(0.9)) return [registered];
    const completedAt = momentOf(addWorkingDays(setting.day, random.between(1, 20)), 10);
    const data = {
      houseNumber: String(random.between(1, 400)),
      street: 'invented street',
      hamlet: null,
      latitude: (21_000_000 + random.between(0, 99_999)) / 1e6,
      longitude: (105_800_000 + random.between(0, 99_999)) / 1e6,
      useOf: random.chance(0.85) ? 'house' : 'office',
      completedAt: writeMoment(completedAt),
    };
    const updated = step(life, 'updated', { at: completedAt, data });
    const codedAt = completedAt + 2 * DAY_MS;
    const coded = step(life, 'code_assigned', {
      at: codedAt,
      data: { code: `C-${life.id}`, codeAssignedAt: writeMoment(codedAt) },
    });
    const notified = moment(life, 'code_notified', {
      field: 'notifiedAt',
      at: codedAt + random.between(1, 30) * DAY_MS,
    });
    return [registered, updated, coded, ...(random.chance(0.82) ? [notified] : [])];
  });
