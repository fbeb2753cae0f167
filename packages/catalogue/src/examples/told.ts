// Examples of KPIs: events in short notation, as CloudEvents. `- agency dossier.received x3: { dossierId: a# }` is three of them.
// Each is newer than those before it, whatever it tells. Moments may be written as on a clock in the city: `2023-03-10 16:45`.
import type { Plan } from '@nhip/core';
import { DateTime } from 'luxon';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import type { Told } from './example.ts';

const LINE = /^(?<agency>\S+) (?<type>\S+?)(?: x(?<times>[1-9]\d{0,5}))?$/;

export function toldBy(events: readonly SourceNode[], plan: Plan, faults: Faults): Iterable<Told> {
  const types = plan.records.flatMap(({ events: declared }) => declared.map(({ type }) => type));
  const lines = events.flatMap(({ members }) =>
    [...members].flatMap(([key, node]) => readLine(key, node, { types, faults }) ?? []),
  );
  return { [Symbol.iterator]: () => told(lines, plan) };
}

interface Line {
  readonly agency: string;
  readonly type: string;
  /** Null: told once, `#` being no number. */
  readonly times: number | null;
  readonly data: unknown;
}

interface Reading {
  readonly types: readonly string[];
  readonly faults: Faults;
}

function readLine(key: string, node: SourceNode, { types, faults }: Reading): Line | null {
  const { agency, type: short, times } = LINE.exec(key)?.groups ?? {};
  if (agency === undefined || short === undefined) {
    faults.add(node, `'${key}' is no event: expected 'agency type', or 'agency type x40', with the data behind it`);
    return null;
  }
  const fitting = types.filter((type) => type === short || type.endsWith(`.${short}`));
  const [type] = fitting;
  if (type === undefined || fitting.length > 1) {
    const found = fitting.length === 0 ? 'is not declared' : `may be ${fitting.join(' or ')}`;
    faults.add(node, `the event type '${short}' ${found}: expected the end of one event type of the catalogue`);
    return null;
  }
  return { agency, type, times: times === undefined ? null : Number(times), data: node.value };
}

/** Made one by one as they are asked for: a line may stand for a hundred thousand. */
function* told(lines: readonly Line[], plan: Plan): Generator<Told> {
  let count = 0;
  for (const { agency, type, times, data } of lines) {
    for (let place = 1; place <= (times ?? 1); place += 1) {
      count += 1;
      const number = times === null ? null : place;
      const own = inTexts(data, (text) => written(text, number, plan));
      yield { agency, event: eventOf(count, { agency, type, data: own }) };
    }
  }
}

interface Telling {
  readonly agency: string;
  readonly type: string;
  readonly data: unknown;
}

/** Made in the first second of 2020, a microsecond after the one before. */
const FIRST_SECOND = '2020-01-01T00:00';

function eventOf(number: number, { agency, type, data }: Telling): Told['event'] {
  const micros = String(number % 1_000_000).padStart(6, '0');
  const second = String(Math.floor(number / 1_000_000)).padStart(2, '0');
  return {
    specversion: '1.0',
    id: `${number}`,
    source: `/${agency}`,
    type,
    time: `${FIRST_SECOND}:${second}.${micros}Z`,
    sequence: `${number}`,
    data,
  };
}

const CLOCK = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;

/** `#` is the number of the event; `#%54` goes from 1 to 54 and begins again. */
const NUMBER = /#(?:%([1-9]\d{0,5}))?/g;

function cycled(number: number, cycle: string | undefined): number {
  return cycle === undefined ? number : ((number - 1) % Number(cycle)) + 1;
}

function written(text: string, number: number | null, { timeZone }: Plan): string {
  const whole = number === null ? text : text.replace(NUMBER, (_, cycle) => `${cycled(number, cycle)}`);
  if (!CLOCK.test(whole)) return whole;
  const moment = DateTime.fromFormat(whole, 'yyyy-MM-dd HH:mm', { zone: timeZone });
  return moment.isValid ? moment.toISO({ suppressMilliseconds: true, includeOffset: true }) : whole;
}

/** The value with each text in it changed. */
function inTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => inTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inTexts(inner, change)]));
}
