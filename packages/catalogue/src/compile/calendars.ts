// Compiles the working calendars, and finds the one that the catalogue counts working time by.
import { type CalendarPlan, type CalendarYear, parseDay, type WorkingWeek } from '@nhip/core';
import type { z } from 'zod';
import { calendarSchema, type calendarYearSchema, weekdays, type weekSchema } from '../language/calendar-schema.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import type { Settings } from './settings.ts';

/** The calendar of the catalogue; null: it names none, or one that is at fault. */
export function compileCalendars(
  documents: readonly SourceNode[],
  { calendar }: Settings,
  faults: Faults,
): CalendarPlan | null {
  const calendars = new Map<string, CalendarPlan>();
  for (const document of documents) {
    const compiled = compileCalendar(document, faults);
    if (compiled === null) {
      faults.markIncomplete();
      continue;
    }
    if (calendars.has(compiled.name)) faults.add(document, `the calendar '${compiled.name}' stands twice`);
    calendars.set(compiled.name, compiled);
  }
  if (calendar === null) return null;
  const found = calendars.get(calendar.name);
  if (found === undefined) {
    faults.unresolved(calendar.node, `the calendar '${calendar.name}' is not declared; ${known(calendars.keys())}`);
  }
  return found ?? null;
}

function compileCalendar(document: SourceNode, faults: Faults): CalendarPlan | null {
  const written = read(document, calendarSchema, faults);
  if (written === null) return null;
  const weekNodes = document.members.get('weeks')?.items ?? [];
  const weeks = written.weeks.map((week, place) => weekOf(week, weekNodes[place] ?? document, faults));
  weeks.forEach(({ from }, place) => {
    const before = weeks[place - 1]?.from ?? Number.NEGATIVE_INFINITY;
    if (place > 0 && (from === null || from <= before)) {
      faults.add(
        weekNodes[place] ?? document,
        'this working week does not begin after the one before it: expected from',
      );
    }
  });
  const yearNodes = document.members.get('years')?.members;
  const years = Object.entries(written.years).map(([year, content]) =>
    yearOf(Number(year), content, { node: yearNodes?.get(year) ?? document, faults }),
  );
  return { name: written.calendar, weeks, years };
}

function weekOf({ from, days, hours }: z.output<typeof weekSchema>, node: SourceNode, faults: Faults): WorkingWeek {
  const parts = hours.map((text) => {
    const [start = '', end = ''] = text.split('-');
    return { start: clockMs(start), end: clockMs(end) };
  });
  parts.forEach(({ start, end }, place) => {
    if (start >= end || start < (parts[place - 1]?.end ?? 0)) {
      faults.add(
        node.members.get('hours') ?? node,
        `'${hours[place]}' does not begin before it ends and after those before it`,
      );
    }
  });
  return {
    from: from === undefined ? null : parseDay(from),
    days: days.map((day) => weekdays.indexOf(day) + 1),
    hours: parts,
  };
}

function clockMs(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}

interface At {
  readonly node: SourceNode;
  readonly faults: Faults;
}

function yearOf(year: number, written: z.output<typeof calendarYearSchema>, { node, faults }: At): CalendarYear {
  const off = told(written.daysOff, node.members.get('daysOff'), node);
  const swapped = told(written.swappedIn ?? [], node.members.get('swappedIn'), node);
  const daysOff = off.flatMap((one) => daysOf(one.text, { node: one.node, faults }));
  const swappedIn = swapped.flatMap((one) => daysOf(one.text, { node: one.node, faults }));
  for (const one of [...off, ...swapped]) checkYear(one.text, year, { node: one.node, faults });
  for (const one of swapped) {
    if (!daysOff.includes(parseDay(one.text) ?? Number.NaN)) continue;
    faults.add(one.node, `${one.text} is a day off and worked: expected one of them`);
  }
  return { year, isAnnounced: written.announced, daysOff, swappedIn };
}

interface Told {
  readonly text: string;
  readonly node: SourceNode;
}

/** Days as written, each with its place. */
function told(texts: readonly string[], list: SourceNode | undefined, otherwise: SourceNode): readonly Told[] {
  return texts.map((text, place) => ({ text, node: list?.items[place] ?? otherwise }));
}

function daysOf(text: string, { node, faults }: At): readonly number[] {
  const [first, last = first] = text.split('/').map((day) => parseDay(day) ?? Number.NaN);
  if (first === undefined || last === undefined) return [];
  if (last < first) faults.add(node, `${text} ends before it begins`);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
}

function checkYear(text: string, year: number, { node, faults }: At): void {
  const isWithin = text.split('/').every((day) => Number(day.slice(0, 4)) === year);
  if (!isWithin) faults.add(node, `${text} does not lie in ${year}: expected it under its own year`);
}
