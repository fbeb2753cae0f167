// Simulation: what units read off their registers once a month, and what the city publishes once a year.
import {
  isFirstOfMonth,
  isFirstOfYear,
  type Life,
  type Programme,
  type ProgrammeSetting,
  step,
  yearOf,
} from './programme.ts';
import { momentOf, type Told, writeMoment } from './telling.ts';

/** A share of another register: at the beginning, what it gains in a year, and the most it reaches. */
interface Share {
  readonly what: string;
  readonly of: 'adults' | 'households' | 'enterprises';
  readonly begins: number;
  readonly gains: number;
  readonly most: number;
}

const SIZES = {
  adults: 42_000,
  people_15_plus: 44_000,
  households: 14_000,
  farm_households: 900,
  enterprises: 1_600,
} as const;

const SHARES: readonly Share[] = [
  { what: 'adults_with_eid', of: 'adults', begins: 0.48, gains: 0.12, most: 0.94 },
  { what: 'adults_with_signature', of: 'adults', begins: 0.22, gains: 0.1, most: 0.8 },
  { what: 'adults_with_smartphone', of: 'adults', begins: 0.78, gains: 0.04, most: 0.97 },
  { what: 'adults_with_bank_account', of: 'adults', begins: 0.74, gains: 0.04, most: 0.96 },
  { what: 'households_with_fibre', of: 'households', begins: 0.81, gains: 0.04, most: 0.98 },
  { what: 'enterprises_on_platforms', of: 'enterprises', begins: 0.34, gains: 0.09, most: 0.85 },
];

/** Also on the first day, so that nothing is empty in the first month. */
export const registers: Programme = (setting) =>
  isFirstOfMonth(setting.day) || setting.day === setting.firstDay
    ? setting.units.flatMap((unit, index) => readings(setting, unit, index))
    : [];

function readings(setting: ProgrammeSetting, unit: string, index: number): readonly Told[] {
  const years = (setting.day - setting.firstDay) / 365;
  // Every unit has a size of its own, the same in every month.
  const size = 0.5 + ((index * 37) % 100) / 80;
  const sizes = new Map<string, number>();
  for (const [what, usual] of Object.entries(SIZES)) sizes.set(what, Math.round(usual * size * (1 + 0.01 * years)));
  for (const { what, of, begins, gains, most } of SHARES) {
    const share = Math.min(most, begins + gains * years + 0.05 * (size - 1));
    sizes.set(what, Math.round((sizes.get(of) ?? 0) * share));
  }
  return [...sizes].map(([what, count]) => reading(setting, { unit, what, size: count }));
}

interface Reading {
  readonly unit: string;
  readonly what: string;
  readonly size: number;
}

function reading({ day, random }: ProgrammeSetting, { unit, what, size }: Reading): Told {
  const at = momentOf(day, 7 + random.next());
  const id = `${unit}-${day}-R-${what}`;
  const life: Life = { unit, record: 'register', id, key: { unitCode: unit, what }, random };
  return step(life, 'reading', { at, data: { asOf: writeMoment(at), size } });
}

/** A survey that closes at the beginning of each month. */
export const surveys: Programme = ({ day, units, random }) => {
  if (!isFirstOfMonth(day)) return [];
  return units.map((unit) => {
    const at = momentOf(day, 9 + random.next());
    const answers = random.between(60, 400);
    const satisfied = Math.round(answers * (0.8 + 0.15 * random.next()));
    const key = { surveyId: `S-${day}`, unitCode: unit };
    const life: Life = { unit, record: 'survey', id: `${unit}-${day}-S`, key, random };
    return step(life, 'closed', { at, data: { closedAt: writeMoment(at), answers, satisfied } });
  });
};

const GRDP = 1_300_000;

/** Figures of the year that has just begun, as the city expects them, and of the year before. */
export const yearlyFigures: Programme = ({ day, firstDay, root, random }) => {
  if (!isFirstOfYear(day) && day !== firstDay) return [];
  const at = momentOf(day, 10);
  return [yearOf(day) - 1, yearOf(day)].flatMap((year) => {
    const grown = year - yearOf(firstDay);
    const amounts = {
      grdp: GRDP * 1.07 ** grown,
      digital_economy: GRDP * 1.07 ** grown * (0.21 + 0.03 * grown),
      par_index: 91.4 + 0.5 * grown,
    };
    return Object.entries(amounts).map(([figure, amount]) => {
      const id = `${root}-${day}-Y-${figure}-${year}`;
      const life: Life = { unit: root, record: 'yearly_statistic', id, key: { unitCode: root, figure, year }, random };
      return step(life, 'published', { at, data: { period: String(year), amount: Math.round(amount * 100) / 100 } });
    });
  });
};
