// Simulation: random trees of units over time. Units merge, join others, split, move, begin, rise, rest and are renamed, as real ones
// do: one after the other or several on one day, those that came of a merger too.
import fc from 'fast-check';
import { formatDay } from './days.ts';

const DEEDS = [
  'joins',
  'joins',
  'merge',
  'becomes',
  'splits',
  'gives off',
  'moves',
  'goes under',
  'is renamed',
  'rises',
  'falls to its parent',
  'rests',
  'comes back',
  'is dissolved as a district',
] as const;

/** Something that is done to a commune; what cannot be done to it on that day is left out. */
export interface DeedChoice {
  readonly deed: (typeof DEEDS)[number];
  readonly commune: number;
  readonly other: number;
  /** Days after the deed before. */
  readonly after: number;
}

export interface TreeChoice {
  /** Days until the first deed. */
  readonly quiet: number;
  /** Of each commune beside the one that is always there: its district. */
  readonly communes: readonly number[];
  readonly deeds: readonly DeedChoice[];
}

export interface UnitNode {
  readonly code: string;
  readonly level: string;
  readonly parent?: string;
  readonly from?: string;
  readonly until?: string;
  readonly successor?: string;
  readonly title: string;
}

export const treeChoice: fc.Arbitrary<TreeChoice> = fc.record({
  quiet: fc.nat(25),
  communes: fc.array(fc.nat(1), { minLength: 0, maxLength: 4 }),
  deeds: fc.array(
    fc.record({
      deed: fc.constantFrom(...DEEDS),
      commune: fc.nat(9),
      other: fc.nat(9),
      after: fc.constantFrom(0, 0, 1, 3, 8, 13),
    }),
    { minLength: 0, maxLength: 7, size: 'max' },
  ),
});

/** A stretch of one unit; `until` is null as long as it goes on. */
interface Span {
  readonly code: string;
  readonly level: string;
  readonly title: string;
  readonly from: number | null;
  parent: string;
  until: number | null;
  successor: string | null;
}

interface Growing {
  readonly spans: Span[];
  day: number;
}

/** The city, two districts, a commune that always stays (`c`), the chosen ones, and those that come of what is done to them. */
export function unitNodes({ quiet, communes, deeds }: TreeChoice, firstDay: number): readonly UnitNode[] {
  const first = (code: string, level: string, parent: string): Span => spanOf({ code, level, parent, title: code });
  const growing: Growing = {
    spans: [
      first('d0', 'district', 'city'),
      first('d1', 'district', 'city'),
      first('c', 'commune', 'd0'),
      ...communes.map((district, place) => first(`c${place}`, 'commune', `d${district}`)),
    ],
    day: firstDay + quiet,
  };
  for (const [place, choice] of deeds.entries()) {
    growing.day += choice.after;
    perform(growing, choice, place);
  }
  for (const span of growing.spans) if (isResting(growing, span)) span.successor = 'c';
  return [{ code: 'city', level: 'city', title: 'city' }, ...growing.spans.map(nodeOf)];
}

function spanOf(given: Pick<Span, 'code' | 'level' | 'parent' | 'title'> & { readonly from?: number }): Span {
  return { from: null, ...given, until: null, successor: null };
}

function nodeOf({ code, level, parent, title, from, until, successor }: Span): UnitNode {
  const days = {
    ...(from === null ? {} : { from: formatDay(from) }),
    ...(until === null ? {} : { until: formatDay(until) }),
  };
  return { code, level, parent, title, ...days, ...(successor === null ? {} : { successor }) };
}

/** It has ended, and nobody was said to follow it. */
function isResting({ spans }: Growing, span: Span): boolean {
  const isLast = spans.findLast(({ code }) => code === span.code) === span;
  return isLast && span.until !== null && span.successor === null;
}

function perform(growing: Growing, { deed, commune, other }: DeedChoice, place: number): void {
  const { spans, day } = growing;
  // One that began today has no yesterday on which it could have ended; one that took over from others today goes on.
  const taking = new Set(spans.filter(({ until }) => until === day).map(({ successor }) => successor));
  const settled = spans.filter(
    ({ code, until, from }) => until === null && (from === null || from < day) && !taking.has(code),
  );
  const communes = settled.filter(({ level }) => level === 'commune');
  const some = communes.filter(({ code }) => code !== 'c');
  const unit = some[commune % some.length];
  const others = communes.filter((one) => one !== unit);
  const fellow = others[other % others.length];
  const begin = (name: string, parent: string): Span => {
    const span = spanOf({ code: `${name}${place}`, level: 'commune', parent, title: `${name}${place}`, from: day });
    spans.push(span);
    return span;
  };
  if (deed === 'comes back') comeBack(growing, commune);
  else if (deed === 'is dissolved as a district') dissolveDistrict(growing, settled);
  else if (unit !== undefined && fellow !== undefined) DO[deed](growing, { unit, fellow, begin });
}

interface Doing {
  readonly unit: Span;
  /** Another one that is in force. */
  readonly fellow: Span;
  begin(name: string, parent: string): Span;
}

type ToOne = Exclude<DeedChoice['deed'], 'comes back' | 'is dissolved as a district'>;

const DO: Readonly<Record<ToOne, (growing: Growing, doing: Doing) => void>> = {
  joins: (growing, { unit, fellow }) => end(growing, unit, fellow.code),
  merge: (growing, { unit, fellow, begin }) =>
    merge(growing, [unit, fellow], begin('n', fellow.parent === unit.code ? unit.parent : fellow.parent)),
  becomes: (growing, { unit, begin }) => end(growing, unit, begin('n', unit.parent).code),
  splits: (growing, { unit, fellow, begin }) => {
    begin('m', fellow.parent);
    end(growing, unit, begin('n', unit.parent).code);
  },
  'gives off': (_growing, { unit, begin }) => {
    begin('m', unit.parent);
  },
  moves: (growing, { unit }) => again(growing, unit, { parent: unit.parent === 'd0' ? otherDistrict(growing) : 'd0' }),
  'goes under': (growing, { unit, fellow }) => {
    if (isOlder(growing, fellow, unit)) again(growing, unit, { parent: fellow.code });
  },
  'is renamed': (growing, { unit }) => again(growing, unit, { title: `${unit.title} anew` }),
  rises: (growing, { unit }) => again(growing, unit, { level: 'district', parent: 'city' }),
  'falls to its parent': (growing, { unit }) => end(growing, unit, unit.parent),
  rests: (growing, { unit }) => end(growing, unit, null),
};

function dissolveDistrict(growing: Growing, settled: readonly Span[]): void {
  const district = settled.find(({ code }) => code === 'd1');
  if (district !== undefined) end(growing, district, 'd0');
}

/** The one that always stays goes on beside the new one. */
function merge(growing: Growing, [one, other]: readonly [Span, Span], heir: Span): void {
  // Who stands below the other one is placed anew by its end, and could end no more today.
  const inOrder = other.parent === one.code ? [other, one] : [one, other];
  for (const unit of inOrder) if (unit.code !== 'c') end(growing, unit, heir.code);
}

/** Ends the unit today. Whoever stood below it stands below its successor, or where it stood, then. */
function end(growing: Growing, unit: Span, successor: string | null): void {
  const { spans, day } = growing;
  unit.until = day;
  unit.successor = successor;
  const heir = spans.find(({ code, until }) => code === successor && until === null);
  for (const below of spans.filter(({ parent, until }) => parent === unit.code && until === null)) {
    const parent = heir !== undefined && isOlder(growing, heir, below) ? heir.code : unit.parent;
    if (below.from === day) below.parent = parent;
    else again(growing, below, { parent });
  }
}

type Anew = Partial<Pick<Span, 'level' | 'parent' | 'title'>>;

/** The unit ends today and begins again, in another place or by another name. */
function again(growing: Growing, unit: Span, anew: Anew): void {
  unit.until = growing.day;
  begins(growing, unit, anew);
}

function begins({ spans, day }: Growing, { code, level, parent, title }: Span, anew: Anew): void {
  spans.push(spanOf({ code, level, parent, title, ...anew, from: day }));
}

function comeBack(growing: Growing, which: number): void {
  const resting = growing.spans.filter((span) => isResting(growing, span) && (span.until ?? growing.day) < growing.day);
  const span = resting[which % resting.length];
  if (span !== undefined) begins(growing, span, { parent: 'd0' });
}

function otherDistrict({ spans }: Growing): string {
  return spans.some(({ code, until }) => code === 'd1' && until === null) ? 'd1' : 'd0';
}

/** Nobody stands below one that is younger, so that nobody ever stands below itself. */
function isOlder({ spans }: Pick<Growing, 'spans'>, older: Span, younger: Span): boolean {
  const placeOf = (unit: Span): number => spans.findIndex(({ code }) => code === unit.code);
  return placeOf(older) < placeOf(younger);
}
