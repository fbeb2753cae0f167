// Simulation: things that are few and last long: systems, data sets, tasks, commitments, tenders, plans, rated products. They begin
// at the beginning of the simulation or of a year.
import { DAY_MS, isFirstOfMonth, isFirstOfYear, type Life, moment, type Programme, step, yearOf } from './programme.ts';
import type { Random } from './random.ts';
import { momentOf, type Told, writeDay, writeMoment } from './telling.ts';

function beginsNow({ day, firstDay }: { readonly day: number; readonly firstDay: number }): boolean {
  return day === firstDay || isFirstOfYear(day);
}

/** A later moment, up to so many days on. */
function within(random: Random, at: number, days: number): number {
  return at + Math.round(random.next() * days * DAY_MS);
}

const SYSTEMS = 60;

export const systems: Programme = ({ day, firstDay, units, random }) =>
  day === firstDay
    ? Array.from({ length: SYSTEMS }, (_, index) => index).flatMap((index) => {
        const unit = units[index % units.length] ?? '';
        const record = 'information_system';
        const life: Life = { unit, record, id: `IS-${index}`, key: { systemId: `IS-${index}` }, random };
        const at = momentOf(day, 8 + 0.1 * index);
        const shared = random.chance(0.4);
        const told = [step(life, 'in_operation', { at, data: { shared, inOperationAt: writeMoment(at) } })];
        if (random.chance(0.85)) told.push(...approval(life, within(random, at, 500)));
        if (shared && random.chance(0.7)) {
          told.push(moment(life, 'cloud_hosted', { field: 'cloudHostedAt', at: within(random, at, 600) }));
        }
        return told;
      })
    : [];

function approval(life: Life, at: number): readonly Told[] {
  const { random } = life;
  const data = { level: random.between(1, 4), levelApprovedAt: writeMoment(at) };
  const approved = step(life, 'level_approved', { at, data });
  if (!random.chance(0.7)) return [approved];
  const field = 'measuresImplementedAt';
  return [approved, moment(life, 'measures_implemented', { field, at: within(random, at, 120) })];
}

const DATASETS = 48;

export const datasets: Programme = (setting) => {
  const { day, firstDay, units, random } = setting;
  return Array.from({ length: DATASETS }, (_, index) => index).flatMap((index) => {
    const unit = units[index % units.length] ?? '';
    const life: Life = { unit, record: 'dataset', id: `DS-${index}`, key: { datasetId: `DS-${index}` }, random };
    return [
      ...(day === firstDay ? planned(life, { day, index }) : []),
      ...(isFirstOfMonth(day) ? [checked(life, day)] : []),
    ];
  });
};

function planned(life: Life, { day, index }: { readonly day: number; readonly index: number }): readonly Told[] {
  const at = momentOf(day, 8.5);
  const dueDay = day + 30 + 14 * index;
  const data = { title: `Invented data set ${index}`, plannedAt: writeMoment(at), plannedFor: writeDay(dueDay) };
  const published = momentOf(dueDay + life.random.between(-20, 12), 11);
  return [
    step(life, 'planned', { at, data }),
    ...(life.random.chance(0.92) ? [moment(life, 'published', { field: 'publishedAt', at: published })] : []),
  ];
}

function checked(life: Life, day: number): Told {
  const { random } = life;
  const at = momentOf(day, 6);
  const records = random.between(800, 60_000);
  const share = (least: number): number => least + (1 - least) * random.next();
  const data = {
    checkedAt: writeMoment(at),
    records,
    valid: Math.floor(records * share(0.97)),
    requiredFields: records * 12,
    filledFields: Math.floor(records * 12 * share(0.95)),
    clean: Math.floor(records * share(0.98)),
    fresh: Math.floor(records * share(0.85)),
  };
  return step({ ...life, id: `${life.id}-${day}` }, 'checked', { at, data });
}

const TASKS = 27;
const TASK_GROUPS = 6;

export const tasks: Programme = (setting) => {
  if (!beginsNow(setting)) return [];
  const { day, units, random } = setting;
  return Array.from({ length: TASKS }, (_, index) => index).flatMap((index) => {
    const taskId = `NV-${yearOf(day)}-${index + 1}`;
    const life: Life = { unit: units[index % units.length] ?? '', record: 'task', id: taskId, key: { taskId }, random };
    const at = momentOf(day, 9);
    const dueDay = day + 25 + 12 * index;
    const data = {
      title: `Invented task ${index + 1}`,
      group: 1 + (index % TASK_GROUPS),
      assignedAt: writeMoment(at),
      dueAt: writeDay(dueDay),
    };
    const completedAt = momentOf(dueDay + random.between(-18, 8), 15);
    const done = random.chance(0.93) ? [moment(life, 'completed', { field: 'completedAt', at: completedAt })] : [];
    return [step(life, 'assigned', { at, data }), ...done];
  });
};

const PARTNERS = 7;
const COMMITMENTS_EACH = 5;

export const commitments: Programme = ({ day, firstDay, units, random }) =>
  day === firstDay
    ? Array.from({ length: PARTNERS * COMMITMENTS_EACH }, (_, index) => index).flatMap((index) => {
        const commitmentId = `HT-${index + 1}`;
        const unit = units[index % units.length] ?? '';
        const life: Life = { unit, record: 'commitment', id: commitmentId, key: { commitmentId }, random };
        const at = momentOf(day, 10);
        const data = { partner: `partner-${1 + (index % PARTNERS)}`, agreedAt: writeMoment(at) };
        const agreed = step(life, 'agreed', { at, data });
        if (!random.chance(0.8)) return [agreed];
        return [agreed, moment(life, 'delivered', { field: 'deliveredAt', at: within(random, at, 700) })];
      })
    : [];

const TENDERS = 3;

export const tenders: Programme = (setting) => {
  if (!beginsNow(setting)) return [];
  const { day, units, random } = setting;
  return Array.from({ length: TENDERS }, (_, index) => index).flatMap((index) => {
    const tenderId = `GT-${yearOf(day)}-${index + 1}`;
    const life: Life = {
      unit: units[index % units.length] ?? '',
      record: 'tender',
      id: tenderId,
      key: { tenderId },
      random,
    };
    const plannedAt = momentOf(day, 9);
    const data = { title: `Invented tender ${index + 1}`, plannedAt: writeMoment(plannedAt) };
    const publishedAt = plannedAt + random.between(15, 40) * DAY_MS;
    const openedAt = publishedAt + random.between(20, 30) * DAY_MS;
    const awardedAt = openedAt + random.between(10, 30) * DAY_MS;
    return [
      step(life, 'planned', { at: plannedAt, data }),
      moment(life, 'published', { field: 'publishedAt', at: publishedAt }),
      moment(life, 'opened', { field: 'openedAt', at: openedAt }),
      moment(life, 'awarded', { field: 'awardedAt', at: awardedAt }),
      moment(life, 'contract_signed', { field: 'signedAt', at: awardedAt + random.between(5, 20) * DAY_MS }),
    ];
  });
};

const PLANS = 12;

export const yearlyPlans: Programme = (setting) => {
  if (!beginsNow(setting)) return [];
  const { day, units, random } = setting;
  return Array.from({ length: PLANS }, (_, index) => index).flatMap((index) => {
    const planId = `KH-${yearOf(day)}-${index + 1}`;
    const life: Life = {
      unit: units[index % units.length] ?? '',
      record: 'yearly_plan',
      id: planId,
      key: { planId },
      random,
    };
    const dueDay = day + 20 + 15 * index;
    const data = { title: `Invented plan ${index + 1}`, dueAt: writeDay(dueDay) };
    const issuedAt = momentOf(dueDay + random.between(-15, 5), 16);
    return [
      step(life, 'required', { at: momentOf(day, 9), data }),
      moment(life, 'issued', { field: 'issuedAt', at: issuedAt }),
    ];
  });
};

const PRODUCTS = 120;

export const products: Programme = ({ day, firstDay, units, random }) =>
  day === firstDay
    ? Array.from({ length: PRODUCTS }, (_, index) => index).flatMap((index) => {
        const productId = `OCOP-${index + 1}`;
        const unit = units[index % units.length] ?? '';
        const life: Life = { unit, record: 'ocop_product', id: productId, key: { productId }, random };
        const at = momentOf(day, 8);
        const rated = step(life, 'rated', { at, data: { stars: random.between(2, 5), ratedAt: writeMoment(at) } });
        if (!random.chance(0.86)) return [rated];
        return [rated, moment(life, 'listed', { field: 'listedAt', at: within(random, at, 400) })];
      })
    : [];
