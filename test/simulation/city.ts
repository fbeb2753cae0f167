// Simulation: a whole random city: its catalogue as YAML text, what is told to it, and when.
import fc from 'fast-check';
import { stringify } from 'yaml';
import { FIRST_DAYS, localMs, ZONES } from './days.ts';
import { datedComposites } from './definitions.ts';
import { type KpiChoice, kpiChoices, kpiNodes } from './kpis.ts';
import { type MeasureChoice, measureChoices, measuresOf, REGISTER_MEASURES } from './measures.ts';
import { type CompositeChoice, compositeChoice } from './ratings.ts';
import { caseNode, domainNodes, type RecordChoice, recordChoice, registerNode } from './records.ts';
import { type Delivery, statementsOf, type Telling, tellings } from './statements.ts';
import { type TreeChoice, treeChoice, type UnitNode, unitNodes } from './units.ts';
import { calendarNode } from './working-time.ts';

/** The last day of all; most ticks are near it. */
const LAST_DAY = 82;

export interface CityChoice {
  readonly zone: (typeof ZONES)[number];
  readonly firstDay: number;
  readonly tree: TreeChoice;
  readonly record: RecordChoice;
  readonly measures: readonly MeasureChoice[];
  readonly kpis: readonly KpiChoice[];
  readonly composite: CompositeChoice;
  readonly told: readonly Telling[];
  /** What is told and asked is about registers mostly. */
  readonly isOfRegisters: boolean;
  readonly hasHistory: boolean;
  /** How many days before the last one. */
  readonly tickDay: number;
  readonly tickClock: string;
}

export const cityChoice: fc.Arbitrary<CityChoice> = fc.record({
  zone: fc.constantFrom(...ZONES),
  firstDay: fc.constantFrom(...FIRST_DAYS),
  tree: treeChoice,
  record: recordChoice,
  measures: measureChoices,
  kpis: kpiChoices,
  composite: compositeChoice,
  told: tellings,
  isOfRegisters: fc.constantFrom(false, false, true),
  hasHistory: fc.constantFrom(false, false, false, true),
  tickDay: fc.nat(60),
  tickClock: fc.constantFrom('00:00:00.000', '12:00:00.000', '23:59:59.999'),
});

export interface City {
  /** The catalogue. */
  readonly yaml: string;
  readonly deliveries: readonly Delivery[];
  /** Ticks of which the last one counts, milliseconds. */
  readonly ticks: readonly number[];
}

export function cityOf(choice: CityChoice): City {
  const { firstDay } = choice;
  const units = unitNodes(choice.tree, firstDay);
  const measures = measuresOf(choice.measures);
  const asked = choice.isOfRegisters ? measures.slice(0, 1) : measures;
  const kpis = kpiNodes(choice.kpis, [...asked, ...REGISTER_MEASURES], firstDay);
  const head = {
    catalogue: 'random',
    timeZone: choice.zone,
    root: 'city',
    levels: ['city', 'district', 'commune'],
    calendar: 'office',
  };
  const documents = [
    { ...head, title: { vi: 'Thành phố', en: 'City' } },
    { units: units.map((unit) => ({ ...unit, title: { vi: unit.title, en: unit.title } })) },
    calendarNode(choice.record.working, firstDay),
    ...domainNodes(choice.record, firstDay),
    caseNode(choice.record, Object.fromEntries(measures.map(({ name, node }) => [name.slice('case.'.length), node]))),
    registerNode(choice.record),
    ...kpis,
    ...datedComposites(choice.composite, kpis),
  ];
  const codes = [...new Set(units.map(({ code }) => code))];
  const teller = {
    choice: choice.record,
    units: codes,
    registering: choice.isOfRegisters ? registeringOf(units) : codes,
    tellsRegisters: choice.isOfRegisters,
    zone: choice.zone,
    firstDay,
    hasHistory: choice.hasHistory,
  };
  // The log counts what its senders tell where some KPI asks for it.
  const asksCounts = JSON.stringify(kpis).includes('statement.');
  const last = firstDay + LAST_DAY - choice.tickDay;
  return {
    yaml: documents.map((document) => stringify(document, { aliasDuplicateObjects: false })).join('---\n'),
    deliveries: statementsOf(choice.told, teller).filter(({ event }) => asksCounts || !isCount(event)),
    ticks: [last - 9, last - 1, last].map((day, place) =>
      localMs(day, place === 2 ? choice.tickClock : '00:00:00.000', choice.zone),
    ),
  };
}

/** Those first that give theirs up, and those that take them over; nobody else where there are some. */
function registeringOf(units: readonly UnitNode[]): readonly string[] {
  const joining = units.flatMap(({ code, successor }) => (successor === undefined ? [] : [code, successor]));
  return joining.length > 0 ? [...new Set(joining)] : units.map(({ code }) => code);
}

function isCount({ type }: Delivery['event']): boolean {
  return String(type).startsWith('vn.nhip.statement.');
}
