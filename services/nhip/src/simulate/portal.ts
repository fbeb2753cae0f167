// Simulation: what Decision 766 and the DTI need beside dossiers: procedures and their announcement, figures of the national portal,
// scores that others publish.
import {
  DAY_MS,
  isFirstOfMonth,
  isFirstOfYear,
  type Life,
  moment,
  type Programme,
  type ProgrammeSetting,
  step,
  yearOf,
} from './programme.ts';
import { momentOf, type Told, writeDay, writeMoment } from './telling.ts';

const LISTED_EACH = 12;
const ANNOUNCED_PER_DAY = 0.4;

/** Each unit is in charge of some of the procedures, nearly all of them online. */
export const listings: Programme = ({ day, firstDay, units, procedures, random }) => {
  if (day !== firstDay) return [];
  const at = momentOf(day, 7);
  return units.flatMap((unit, place) =>
    procedures.slice(0, LISTED_EACH).flatMap((procedure) => {
      const key = { unitCode: unit, procedure };
      const life: Life = { unit, record: 'procedure_listing', id: `PL-${place}-${procedure}`, key, random };
      const listed = { listedAt: writeMoment(at), feeRequired: hasFee(procedure), personSubject: random.chance(0.6) };
      const service = random.chance(0.75) ? 'full' : random.chance(0.6) ? 'partial' : 'none';
      const complete = random.chance(0.96);
      const parts = { name: true, steps: true, manner: true, papers: true, timeLimit: true, authority: true };
      const data = { publicAt: writeMoment(at), hiddenAt: null, ...parts, applicants: complete };
      return [
        step(life, 'listed', { at, data: listed }),
        step(life, 'service', { at, data: { service } }),
        step(life, 'public', { at, data }),
      ];
    }),
  );
};

/** The same for every unit and every day. */
export function hasFee(procedure: string): boolean {
  return [...procedure].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 5 < 2;
}

export const announcements: Programme = ({ day, units, procedures, random }) =>
  Array.from({ length: random.poisson(ANNOUNCED_PER_DAY) }, (_, index) => index).flatMap((index) => {
    const unit = random.pick(units);
    const decisionNo = `QD-${day}-${index + 1}`;
    const key = { decisionNo, procedure: random.pick(procedures) };
    const life: Life = { unit, record: 'announcement', id: decisionNo, key, random };
    const at = momentOf(day, 10);
    const data = { decidedOn: writeMoment(at), basisEffectiveOn: writeDay(day + random.between(5, 20)) };
    const publishedAt = at + random.between(1, 8) * DAY_MS;
    return [step(life, 'decided', { at, data }), moment(life, 'published', { field: 'publishedAt', at: publishedAt })];
  });

/** Dossiers that units have received in a month, as the portal counts them; near what they state themselves. */
export const portalFigures: Programme = (setting) => {
  if (!isFirstOfMonth(setting.day)) return [];
  return setting.units.flatMap((unit) => {
    const received = Math.round(setting.dossiersPerMonth * (0.9 + 0.2 * setting.random.next()));
    const certified = setting.random.between(40, 200);
    const amounts = {
      hub_received: received,
      report_received: Math.round(received * 1.02),
      copies_certified: certified,
      copies_certified_electronic: Math.round(certified * (0.3 + 0.5 * setting.random.next())),
    };
    return Object.entries(amounts).map(([figure, amount]) => portalFigure(setting, { unit, figure, amount }));
  });
};

interface Figure {
  readonly unit: string;
  readonly figure: string;
  readonly amount: number;
}

/** Of the month that has just ended. */
function portalFigure({ day, random }: ProgrammeSetting, { unit, figure, amount }: Figure): Told {
  const { period, year, monthNo } = monthBefore(day);
  const key = { unitCode: unit, figure, year, monthNo };
  const life: Life = { unit, record: 'portal_figure', id: `PF-${unit}-${figure}-${period}`, key, random };
  return step(life, 'stated', { at: momentOf(day, 8), data: { period, amount } });
}

function monthBefore(day: number): { readonly period: string; readonly year: number; readonly monthNo: number } {
  const period = writeDay(day - 1).slice(0, 'yyyy-MM'.length);
  return { period, year: Number(period.slice(0, 4)), monthNo: Number(period.slice(5)) };
}

/** What the portal published of the whole city for the month that has just ended. */
export const publishedScores: Programme = ({ day, root, random }) => {
  if (!isFirstOfMonth(day)) return [];
  const { period, year, monthNo } = monthBefore(day);
  const key = { unitCode: root, criterion: 'total', year, monthNo };
  const life: Life = { unit: root, record: 'published_score', id: `PS-${period}`, key, random };
  const score = Math.round((70 + 15 * random.next()) * 100) / 100;
  return [step(life, 'stated', { at: momentOf(day, 12), data: { period, score } })];
};

/** Main indices of the DTI with their most points; those of the smart city are noted down, but not scored. */
const DTI_INDICES = {
  awareness: 100,
  institutions: 100,
  infrastructure: 100,
  people: 100,
  security: 100,
  government: 200,
  economy: 150,
  society: 150,
  smart_city: 30,
} as const;
const STAGES = { self: 0.92, appraised: 0.84, achieved: 0.81 } as const;

/** The city tells many components, each of its units a few: Hanoi rates its own agencies by an index of its own too. */
const CITY_COMPONENTS = 5;
const UNIT_COMPONENTS = 2;

export const dtiScores: Programme = (setting) => {
  const { day, firstDay, root, units } = setting;
  if (day !== firstDay && !isFirstOfYear(day)) return [];
  const ended = yearOf(day) - 1;
  return [
    ...[ended, ended + 1].flatMap((year) => yearOfDti(setting, { unit: root, year, components: CITY_COMPONENTS })),
    ...units.flatMap((unit) => yearOfDti(setting, { unit, year: ended, components: UNIT_COMPONENTS })),
  ];
};

interface DtiYear {
  readonly unit: string;
  readonly year: number;
  /** Of each main index. */
  readonly components: number;
}

function yearOfDti({ day, random }: ProgrammeSetting, { unit, year, components }: DtiYear): readonly Told[] {
  return Object.entries(DTI_INDICES).flatMap(([index, most]) =>
    Array.from({ length: components }, (_, place) => `${index}-${place + 1}`).flatMap((component) =>
      Object.entries(STAGES).map(([stageCode, usual]) => {
        const key = { unitCode: unit, year, component, stageCode };
        const id = `DTI-${unit}-${year}-${component}-${stageCode}-${day}`;
        const life: Life = { unit, record: 'dti_score', id, key, random };
        const pointsMax = most / components;
        const points = Math.round(pointsMax * Math.min(1, usual * (0.9 + 0.2 * random.next())) * 100) / 100;
        const data = { period: String(year), index, points, pointsMax };
        return step(life, 'stated', { at: momentOf(day, 9), data });
      }),
    ),
  );
}
