// Compiles the document that says what a catalogue is: time zone, root, levels, and when values are final.
import { type Bilingual, openZone, type PlanTitles } from '@nhip/core';
import { catalogueSchema, nestedCatalogueSchema } from '../language/documents.ts';
import { daysIn } from '../language/scalars.ts';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { readMembers } from '../source/read.ts';
import { grainName } from './grains.ts';

export interface Settings {
  readonly id: string;
  readonly title: Bilingual;
  readonly timeZone: string;
  readonly root: string;
  readonly levels: readonly string[];
  readonly titles: PlanTitles;
  readonly finalAfterDays: Readonly<Record<string, number>>;
  /** The working calendar it names, and where. */
  readonly calendar: { readonly name: string; readonly node: SourceNode } | null;
}

/** Settings to go on with even where there are faults. */
export function compileSettings(documents: readonly SourceNode[], faults: Faults): Settings {
  const [document, ...more] = documents;
  for (const other of more)
    faults.add(other, 'a catalogue has one document that begins with catalogue:, this is another');
  if (document === undefined) {
    const message = 'no document begins with catalogue: expected catalogue, title, timeZone, root, levels';
    faults.unresolved({ file: '.', line: 0 }, message);
    return settingsOf({}, null);
  }
  const nested = document.members.get('catalogue');
  if (nested !== undefined && nested.members.size > 0) {
    for (const [key, member] of document.members) {
      if (key !== 'catalogue') faults.add(member, `'${key}' is not known beside a map of settings: move it inside`);
    }
    return check(nested, settingsOf(readMembers(nested, nestedCatalogueSchema, faults), nested), faults);
  }
  const { catalogue: id, ...rest } = readMembers(document, catalogueSchema, faults);
  return check(document, settingsOf({ ...rest, id }, document), faults);
}

interface Written {
  readonly id?: string | undefined;
  readonly title?: Bilingual | undefined;
  readonly timeZone?: string | undefined;
  readonly root?: string | undefined;
  readonly levels?: readonly string[] | undefined;
  readonly titles?: { readonly [Kind in keyof PlanTitles]?: PlanTitles[Kind] | undefined } | undefined;
  readonly finalAfter?: Readonly<Record<string, string>> | undefined;
  readonly calendar?: string | undefined;
}

function settingsOf(written: Written, node: SourceNode | null): Settings {
  const { id, title, timeZone, root, levels, titles, finalAfter, calendar } = written;
  const at = node?.members.get('calendar');
  return {
    id: id ?? '',
    title: title ?? { vi: '', en: '' },
    timeZone: timeZone ?? '',
    root: root ?? '',
    levels: levels ?? [],
    titles: { programmes: titles?.programmes ?? {}, levels: titles?.levels ?? {} },
    finalAfterDays: Object.fromEntries(
      Object.entries(finalAfter ?? {}).map(([grain, days]) => [grainName(grain), daysIn(days)]),
    ),
    calendar: calendar === undefined || at === undefined ? null : { name: calendar, node: at },
  };
}

function check(node: SourceNode, settings: Settings, faults: Faults): Settings {
  const { timeZone, levels } = settings;
  if (timeZone !== '' && !isZone(timeZone)) {
    const message = `'timeZone' is '${timeZone}', which is not known: expected an IANA name such as Asia/Ho_Chi_Minh`;
    faults.add(node.members.get('timeZone') ?? node, message);
  }
  const twice = levels.filter((level, place) => levels.indexOf(level) !== place);
  for (const level of twice) faults.add(node.members.get('levels') ?? node, `the level '${level}' stands twice`);
  return settings;
}

function isZone(name: string): boolean {
  try {
    openZone(name);
    return true;
  } catch {
    return false;
  }
}
