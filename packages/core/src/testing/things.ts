// A tally of one record type of things, for tests of what records add to cells; each statement is newer than the one before.
import { STANDING } from '../cell/change.ts';
import type { CellFamily, MeasurePlan } from '../plan/plan.ts';
import { createTallyState, type TallyState } from '../tally/tally-state.ts';
import { openZone } from '../time/zone.ts';
import { smallField, smallPart, smallPlan, smallRecord } from './small-plan.ts';
import { statement } from './statements.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const DAY = 86_400_000;
export const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY;
export const at = (text: string): number => zone.midnight(day(text)) + 9 * 3_600_000;
/** The beginning of a local day; a missing day is missing. */
export const startOf = (each: number): number => (Number.isNaN(each) ? each : zone.midnight(each));
export const none = Number.NaN;

export const field = (place: number) => ({ kind: 'field', field: place }) as const;
export const family = (rest: Partial<CellFamily>): CellFamily => ({
  by: [],
  bucket: 'day',
  accumulators: [],
  sketches: 0,
  ...rest,
});

/** Things that begin and end (fields 1 and 2), have a size (3) and a class (4), and orders: when, how much. */
export function tally(families: readonly CellFamily[], measures: readonly MeasurePlan[]): TallyState {
  const record = smallRecord({
    fields: [
      smallField('id', { kind: 'text', max: 9 }),
      smallField('from', { kind: 'instant' }),
      smallField('to', { kind: 'instant' }),
      smallField('size', { kind: 'integer', min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
      smallField('class', { kind: 'code', domain: null, max: 9 }),
    ],
    groups: [{ fields: [1, 2, 3, 4] }],
    parts: [
      smallPart('order', [
        smallField('orderNo', { kind: 'integer', min: 1, max: 99 }),
        smallField('placedAt', { kind: 'instant' }),
        smallField('amount', { kind: 'integer', min: 0, max: 2 ** 53 - 1 }),
      ]),
    ],
    events: [
      { kind: 'fields', type: 'thing.stated', states: [1, 2, 3, 4], groups: [0] },
      { kind: 'part', type: 'thing.ordered', part: 0, states: [1, 2], groups: [0] },
      { kind: 'retracted', type: 'thing.retracted' },
    ],
    families,
    measures,
  });
  return createTallyState(smallPlan({ records: [record] }));
}

let version = 0;
const next = (): number => {
  version += 1;
  return version;
};
type Values = readonly [from: number, to: number, size?: number, kind?: string | number];

export function state(of: TallyState, key: string, [from, to, size = none, kind = none]: Values, agency = 'A'): void {
  of.apply(statement(key, { event: 0, version: next(), values: [from, to, size, kind], agency }), version);
}

export function order(
  of: TallyState,
  key: string,
  { no, when, amount }: { no: number; when: number; amount: number },
): void {
  of.apply(statement(key, { event: 1, version: next(), occurrence: no, values: [when, amount] }), version);
}

export function retract(of: TallyState, key: string, no?: number): void {
  const part = no === undefined ? { of: null } : { of: 1, occurrence: no };
  of.apply(statement(key, { event: 2, version: next(), ...part }), version);
}

/** The sum of an accumulator over all cells with a bucket before one, standing rows left out. */
export function before(of: TallyState, bucket: number, slot = 0): bigint {
  let sum = 0n;
  for (const change of of.scan()) {
    if (change.bucket !== STANDING && change.bucket < bucket) sum += BigInt(change.differences[slot] ?? 0);
  }
  return sum;
}

export const cellsIn = (of: TallyState): number => [...of.scan()].length;
