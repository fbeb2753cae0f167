// How a published result is packed: two bytes say what follows. A value that is its numerator, or the quotient of its parts,
// is not written again; whole numbers are short.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import type { Phase, Published, Result, Status } from './value.ts';

const statuses: readonly Status[] = ['ok', 'no-value', 'not-reporting', 'not-applicable', 'not-rated'];
const phases: readonly Phase[] = ['unlocked', 'final', 'restated'];

/** How a number is written. `derived`: the value is found from numerator and denominator. */
const form = { none: 0, whole: 1, double: 2, derived: 3 } as const;
const WHOLE_MAX = 2 ** 51;

export function encodePublished(writer: ByteWriter, { result, phase }: Published): void {
  const hasFlags = result.flags.length > 0;
  writer.byte(statuses.indexOf(result.status) | (phases.indexOf(phase) << 3) | (hasFlags ? 32 : 0));
  const forms = [
    formOf(result.numerator),
    formOf(result.denominator),
    result.value !== null && Object.is(result.value, derivedValue(result)) ? form.derived : formOf(result.value),
    formOf(result.target),
  ];
  writer.byte(forms.reduce<number>((bits, each, place) => bits | (each << (2 * place)), 0));
  writer.byte(formOf(result.score));
  for (const [place, number] of [result.numerator, result.denominator, result.value, result.target].entries()) {
    encodeNumber(writer, number, forms[place] ?? form.none);
  }
  encodeNumber(writer, result.score, formOf(result.score));
  if (!hasFlags) return;
  writer.unsigned(result.flags.length);
  for (const flag of result.flags) writer.text(flag);
}

export function decodePublished(reader: ByteReader): Published {
  const head = reader.byte();
  const forms = reader.byte();
  const scoreForm = reader.byte();
  const numberAt = (place: number): number | null => decodeNumber(reader, (forms >> (2 * place)) & 3);
  const numerator = numberAt(0);
  const denominator = numberAt(1);
  const isDerived = ((forms >> 4) & 3) === form.derived;
  const value = isDerived ? derivedValue({ numerator, denominator }) : numberAt(2);
  const target = numberAt(3);
  const score = decodeNumber(reader, scoreForm);
  const flags = (head & 32) === 0 ? NO_FLAGS : Array.from({ length: reader.unsigned() }, () => reader.text());
  const status = statuses[head & 7] ?? 'no-value';
  return {
    result: { value, numerator, denominator, score, target, status, flags },
    phase: phases[(head >> 3) & 3] ?? 'unlocked',
  };
}

const NO_FLAGS: readonly string[] = [];

function derivedValue({ numerator, denominator }: Pick<Result, 'numerator' | 'denominator'>): number | null {
  return numerator === null || denominator === null ? numerator : numerator / denominator;
}

function formOf(number: number | null): number {
  if (number === null) return form.none;
  return Number.isInteger(number) && Math.abs(number) < WHOLE_MAX && !Object.is(number, -0) ? form.whole : form.double;
}

function encodeNumber(writer: ByteWriter, number: number | null, as: number): void {
  if (as === form.whole) writer.signed(number ?? 0);
  else if (as === form.double) writer.f64(number ?? 0);
}

function decodeNumber(reader: ByteReader, as: number): number | null {
  if (as === form.whole) return reader.signed();
  return as === form.double ? reader.f64() : null;
}
