// Dates long before what a city records: refused at the door, whatever kind of field they stand in, and kept in what was accepted before.
import { openZone, wholeDay } from '@nhip/core';
import { expect, it } from 'vitest';
import { noExtensions } from '../codec/envelope.ts';
import { envelopeOf } from '../testing/envelope.ts';
import { examplePlan } from '../testing/example-plan.ts';
import { createDecoder, type Decoded } from './decoder.ts';

const decoder = await createDecoder(examplePlan);
const zone = openZone(examplePlan.timeZone);
const RECEIVED_AT_MS = Date.parse('2023-06-15T00:00:00Z');

function decode(type: string, data: object, receivedAtMs: number | null = RECEIVED_AT_MS): Decoded {
  const envelope = envelopeOf(data, { type, extensions: { ...noExtensions, sequence: '1' } });
  return decoder.decode(envelope, 'ba-dinh', receivedAtMs);
}

const dossier = (data: object, receivedAtMs?: number | null): Decoded =>
  decode('vn.nhip.dossier.stated', { dossierId: 'A-1', receivedAt: '2023-06-01', ...data }, receivedAtMs);
const register = (reported: string): Decoded =>
  decode('register.stated', { book: 'b', volume: 1, office: 'ba-dinh', reported });

function faultsOf(decoded: Decoded): readonly string[] {
  return decoded.kind === 'rejected' ? decoded.faults.map(({ code, pointer }) => `${code} ${pointer}`) : [];
}

it.each([
  ['an instant of a year that was not written out', dossier({ receivedAt: '0023-06-01' }), '/data/receivedAt'],
  ['a moment before 1900', dossier({ finishedAt: '1899-12-31T23:50:00+07:00' }), '/data/finishedAt'],
  ['a deadline of the year 1', dossier({ dueAt: '0001-01-01' }), '/data/dueAt'],
  ['a period before 1900', register('1899'), '/data/reported'],
])('refuses %s', (_, decoded, pointer) => {
  expect(faultsOf(decoded)).toEqual([`NHIP_DATA_DATE_TOO_EARLY ${pointer}`]);
});

it('takes what begins with 1900, and deadlines as far ahead as they can be written', () => {
  for (const data of [{ receivedAt: '1900-01-01' }, { dueAt: '1900-01-01T00:00:00+07:00' }, { dueAt: '9999-12-31' }]) {
    expect(faultsOf(dossier(data))).toEqual([]);
  }
  expect(faultsOf(register('1900-01'))).toEqual([]);
});

it('keeps what was accepted before', () => {
  const decoded = dossier({ receivedAt: '0001-01-01' }, null);
  if (decoded.kind === 'rejected') throw new Error(JSON.stringify(decoded.faults));
  expect(decoded.statement.values[2]).toBe(wholeDay(zone.midnight(-719_162)));
});
