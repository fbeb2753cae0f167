// The decoder: what an event states, exactly, and every reason for which it is refused.
import { openZone, wholeDay } from '@nhip/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../codec/envelope.ts';
import { envelopeOf } from '../testing/envelope.ts';
import { examplePlan } from '../testing/example-plan.ts';
import { createDecoder, type Decoded } from './decoder.ts';
import { partitionOf } from './fingerprint.ts';

const checked = { seed: 20_261_130 };

const decoder = await createDecoder(examplePlan);
const zone = openZone(examplePlan.timeZone);
const receivedAtMs = Date.parse('2023-06-15T00:00:00Z');

interface Sent {
  readonly type?: string;
  readonly data: unknown;
  readonly agency?: string;
  readonly attributes?: Partial<Envelope>;
  readonly receivedAtMs?: number | null;
}

function decode({ type, data, agency = 'ba-dinh', attributes, ...rest }: Sent): Decoded {
  const envelope = envelopeOf(data, { ...(type === undefined ? {} : { type }), ...attributes });
  return decoder.decode(envelope, agency, rest.receivedAtMs === undefined ? receivedAtMs : rest.receivedAtMs);
}

function statement(sent: Sent) {
  const decoded = decode(sent);
  if (decoded.kind === 'rejected') throw new Error(JSON.stringify(decoded.faults));
  return decoded.statement;
}

function faults(sent: Sent): readonly string[] {
  const decoded = decode(sent);
  return decoded.kind === 'rejected' ? decoded.faults.map(({ code, pointer }) => `${code} ${pointer}`) : [];
}

const stated = { dossierId: 'A-1', receivedAt: '2023-06-01T08:00:00+07:00' };
/** The one value of a field of a stated dossier: procedure, channel, receivedAt, dueAt, finishedAt, fee, pages, urgent. */
const readingOf = (data: object, index: number) => statement({ data: { ...stated, ...data } }).values[index];
const faultsOf = (data: object) => faults({ data: { ...stated, ...data } });

describe('a statement', () => {
  it('holds the stated values in declared order, empty ones as NaN', () => {
    const { values, keyValues, version, agency, record, event, of, occurrence } = statement({
      data: { ...stated, channel: 'online', dueAt: '2023-06-20', fee: 12.5, pages: 3, urgent: true, procedure: '' },
    });
    const dueAt = zone.midnight(19_528) + 0.25;
    const receivedAt = Date.parse('2023-06-01T01:00:00Z');
    expect(values).toEqual([Number.NaN, 1, receivedAt, dueAt, Number.NaN, 1250, 3, 1]);
    expect({ keyValues, agency, record, event, of, occurrence }).toEqual({
      keyValues: ['A-1'],
      agency: 'ba-dinh',
      record: 0,
      event: 2,
      of: null,
      occurrence: null,
    });
    expect(version.at).toBe(Date.parse('2023-06-14T03:00:00Z') * 1000);
  });

  it('keeps microseconds of time and cuts further digits', () => {
    const at = (time: string) => statement({ data: stated, attributes: { time } }).version.at;
    expect(at('2023-06-14T03:00:00.1234569Z') - at('2023-06-14T03:00:00Z')).toBe(123_456);
  });

  it('about a part carries the key of its occurrence', () => {
    const { occurrence, values } = statement({
      type: 'vn.nhip.dossier.supplement',
      data: { dossierId: 'A-1', requestNo: 2, requestedAt: '2023-06-02' },
    });
    expect(occurrence).toBe(2);
    expect(values).toEqual([wholeDay(zone.midnight(19_510)), Number.NaN]);
  });

  it('that retracts names the event type and, for a part, its occurrence', () => {
    const retract = (data: object) => statement({ type: 'dossier.retracted', data: { dossierId: 'A-1', ...data } });
    expect(retract({})).toMatchObject({ of: null, occurrence: null, values: [] });
    expect(retract({ of: 'vn.nhip.dossier.finished' })).toMatchObject({ of: 1, occurrence: null });
    expect(retract({ of: 'vn.nhip.dossier.supplement', requestNo: 3 })).toMatchObject({ of: 3, occurrence: 3 });
  });

  it('with a sequence is ordered by it as a number', () => {
    const at = (sequence: string | number) =>
      statement({
        type: 'register.stated',
        data: { book: 'b', volume: 1, office: 'ba-dinh' },
        attributes: { time: null, extensions: { sequence } },
      }).version.at;
    expect([at('000000000000009'), at('10'), at(7)]).toEqual([9, 10, 7]);
  });

  it('reads a name that every object has as absent when it is not given', () => {
    const { values } = statement({
      type: 'register.stated',
      data: { book: 'b', volume: 1, office: 'ba-dinh', reported: '2023-Q1' },
      attributes: { extensions: { sequence: '1' } },
    });
    expect(values).toEqual(['ba-dinh', wholeDay(zone.midnight(19_447)), Number.NaN]);
  });
});

describe('identity', () => {
  const identity = (sent: Sent) => statement(sent).identity.toHex();
  const finished = (data: object, agency = 'ba-dinh') => identity({ type: 'vn.nhip.dossier.finished', data, agency });

  it('is equal for one record, whatever is stated by whomever, after NFC and trimming', () => {
    expect(finished({ dossierId: ' A-1 ' }, 'other')).toBe(identity({ data: stated }));
    expect(finished({ dossierId: 'Hồ' })).toBe(finished({ dossierId: 'Hồ'.normalize('NFD') }));
  });

  it('keeps 07 and 7 apart', () => {
    expect(finished({ dossierId: '07' })).not.toBe(finished({ dossierId: '7' }));
  });

  it('holds the agency where keys are local to it', () => {
    const local = (agency: string) =>
      identity({
        type: 'register.stated',
        data: { book: 'b', volume: 1, office: 'ba-dinh' },
        attributes: { extensions: { sequence: '1' } },
        agency,
      });
    expect(local('ba-dinh')).not.toBe(local('hoan-kiem'));
  });

  it('decides the partition', () => {
    expect(partitionOf(Uint8Array.from([255, 255, 255, 255, 9]), 7)).toBe(0xffffffff % 7);
  });
});

describe('the tie breaker', () => {
  const version = (data: object, attributes: Partial<Envelope> = {}) =>
    statement({ data: { ...stated, ...data }, attributes }).version;

  it('is equal for equal statements and differs with the content, source or id', () => {
    expect(version({ fee: 1 })).toEqual(version({ fee: '1.00' }));
    const others = [version({ fee: 2 }), version({}, { id: 'e2' }), version({}, { source: '/ba-dinh/other' })];
    const ties = new Set([version({}), ...others].map(({ tieHigh, tieLow }) => `${tieHigh}-${tieLow}`));
    expect(ties.size).toBe(4);
  });

  it('leaves the content out of the hash of the event, so that a conflict shows', () => {
    expect(version({ fee: 1 }).eventHash).toBe(version({ fee: 2 }).eventHash);
  });
});

describe('a value is refused', () => {
  const cases: readonly (readonly [string, object, string])[] = [
    ['an impossible day', { dueAt: '2023-02-30' }, 'NHIP_DATA_DATE_INVALID /data/dueAt'],
    ['24:00', { dueAt: '2023-02-20T24:00:00Z' }, 'NHIP_DATA_DATE_INVALID /data/dueAt'],
    ['a leap second', { dueAt: '2016-12-31T23:59:60Z' }, 'NHIP_DATA_DATE_INVALID /data/dueAt'],
    ['a moment without offset', { dueAt: '2023-02-20T10:00:00' }, 'NHIP_DATA_DATE_INVALID /data/dueAt'],
    ['the year 0', { dueAt: '0000-02-20' }, 'NHIP_DATA_DATE_INVALID /data/dueAt'],
    ['a day as dd/mm/yyyy', { dueAt: '20/02/2023' }, 'NHIP_DATA_DATE_INVALID /data/dueAt'],
    ['a number as a moment', { dueAt: 1_676_851_200 }, 'NHIP_DATA_TYPE_WRONG /data/dueAt'],
    ['an instant two days ahead', { finishedAt: '2023-06-17' }, 'NHIP_DATA_DATE_FUTURE /data/finishedAt'],
    ['a number as a key', { dossierId: 7 }, 'NHIP_DATA_TYPE_WRONG /data/dossierId'],
    ['a blank key', { dossierId: ' ' }, 'NHIP_DATA_KEY_MISSING /data/dossierId'],
    ['a key too long', { dossierId: 'x'.repeat(65) }, 'NHIP_DATA_TEXT_INVALID /data/dossierId'],
    ['a lone surrogate', { dossierId: '\ud800' }, 'NHIP_DATA_TEXT_INVALID /data/dossierId'],
    ['a control character', { dossierId: 'a\u0000b' }, 'NHIP_DATA_TEXT_INVALID /data/dossierId'],
    ['a code outside its domain', { procedure: '9.999' }, 'NHIP_DATA_VALUE_UNKNOWN /data/procedure'],
    ['a value outside the list', { channel: 'fax' }, 'NHIP_DATA_VALUE_UNKNOWN /data/channel'],
    ['an object as text', { procedure: {} }, 'NHIP_DATA_TYPE_WRONG /data/procedure'],
    ['too many decimals', { fee: 1.005 }, 'NHIP_DATA_NUMBER_INVALID /data/fee'],
    ['too many decimals in text', { fee: '1.005' }, 'NHIP_DATA_NUMBER_INVALID /data/fee'],
    ['a decimal out of range', { fee: 1_000_000.01 }, 'NHIP_DATA_OUT_OF_RANGE /data/fee'],
    ['an absurd number', { fee: '9'.repeat(400) }, 'NHIP_DATA_OUT_OF_RANGE /data/fee'],
    ['a double that is infinite', { fee: Number.POSITIVE_INFINITY }, 'NHIP_DATA_OUT_OF_RANGE /data/fee'],
    ['a fraction as an integer', { pages: 1.5 }, 'NHIP_DATA_NUMBER_INVALID /data/pages'],
    ['an integer with a leading zero', { pages: '01' }, 'NHIP_DATA_NUMBER_INVALID /data/pages'],
    ['a negative integer', { pages: -1 }, 'NHIP_DATA_OUT_OF_RANGE /data/pages'],
    ['1 as a flag', { urgent: 1 }, 'NHIP_DATA_TYPE_WRONG /data/urgent'],
    ['a required field that is blank', { receivedAt: null }, 'NHIP_DATA_FIELD_REQUIRED /data/receivedAt'],
    ['a typing error', { 'chanel~/': 'online' }, 'NHIP_DATA_FIELD_UNKNOWN /data/chanel~0~1'],
    ['a prototype', JSON.parse('{"__proto__":{"fee":1}}'), 'NHIP_DATA_FIELD_UNKNOWN /data/__proto__'],
  ];
  it.each(cases)('when it is %s', (_, data, fault) => {
    // Object.assign would set the prototype; entries keep it as the member it is.
    const merged = Object.fromEntries([...Object.entries(stated), ...Object.entries(data)]);
    expect(faults({ data: merged })).toEqual([fault]);
  });

  it('with all other faults of the event', () => {
    expect(faultsOf({ fee: 'x', pages: 'y', typo: 1 })).toEqual([
      'NHIP_DATA_NUMBER_INVALID /data/fee',
      'NHIP_DATA_NUMBER_INVALID /data/pages',
      'NHIP_DATA_FIELD_UNKNOWN /data/typo',
    ]);
  });
});

describe('a value is kept', () => {
  it('when it is a due date far ahead, in lower-case RFC 3339, or with a fraction', () => {
    expect(readingOf({ dueAt: '2059-01-01' }, 3)).toBe(zone.midnight(32_507) + 0.25);
    expect(readingOf({ dueAt: '2023-06-20t10:00:00.1239z' }, 3)).toBe(Date.parse('2023-06-20T10:00:00.123Z'));
  });

  it('exactly, for any decimal within its range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (scaled) => {
        const text = `${Math.floor(scaled / 100)}.${String(scaled % 100).padStart(2, '0')}`;
        expect([readingOf({ fee: text }, 5), readingOf({ fee: Number(text) }, 5)]).toEqual([scaled, scaled]);
      }),
      checked,
    );
  });

  it('as the same moment Date reads, for any RFC 3339 text', () => {
    const latest = Date.parse('9999-12-30T00:00:00Z');
    const earliest = Date.parse('1900-01-02T00:00:00Z');
    fc.assert(
      fc.property(fc.integer({ min: earliest, max: latest }), fc.integer({ min: -1439, max: 1439 }), (ms, offset) => {
        const sign = offset < 0 ? '-' : '+';
        const two = (value: number) => String(value).padStart(2, '0');
        const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
        const text = `${local}${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
        expect(readingOf({ dueAt: text }, 3)).toBe(ms);
      }),
      checked,
    );
  });
});

describe('an event is refused', () => {
  const refused = (sent: Partial<Sent>) => faults({ data: stated, ...sent });

  it('when its type is not in the catalogue', () => {
    expect(refused({ type: 'vn.nhip.dossier.lost' })).toEqual(['NHIP_EVENT_TYPE_UNKNOWN /type']);
  });

  it('when its version is missing, broken or in the future', () => {
    const time = (value: string | null) => refused({ attributes: { time: value } });
    expect(time(null)).toEqual(['NHIP_EVENT_VERSION_MISSING /time']);
    expect(time('0001-01-01T00:00:00Z')).toEqual(['NHIP_EVENT_TIME_INVALID /time']);
    expect(time('2023-06-15T00:05:00Z')).toEqual([]);
    expect(time('2023-06-15T00:05:00.000001Z')).toEqual(['NHIP_EVENT_TIME_FUTURE /time']);
    const sequence = (extensions: Envelope['extensions']) =>
      refused({
        type: 'register.stated',
        data: { book: 'b', volume: 1, office: 'ba-dinh' },
        attributes: { extensions },
      });
    expect(sequence({})).toEqual(['NHIP_EVENT_VERSION_MISSING /sequence']);
    for (const bad of ['', '1234567890123456', '-1', '1.5', true]) {
      expect(sequence({ sequence: bad })).toEqual(['NHIP_EVENT_SEQUENCE_INVALID /sequence']);
    }
  });

  it('when its unit is unknown, be it a field or the sender', () => {
    expect(refused({ agency: 'nowhere' })).toEqual(['NHIP_DATA_UNIT_UNKNOWN /source']);
    const office = { type: 'register.stated', attributes: { extensions: { sequence: '1' } } };
    expect(refused({ ...office, data: { book: 'b', volume: 1, office: 'x' } })).toEqual([
      'NHIP_DATA_UNIT_UNKNOWN /data/office',
    ]);
    expect(refused({ type: 'vn.nhip.dossier.finished', data: { dossierId: 'A-1' }, agency: 'nowhere' })).toEqual([]);
  });

  it('when its data is no JSON object', () => {
    expect(refused({ data: [] })).toEqual(['NHIP_DATA_NOT_OBJECT /data']);
    expect(refused({ data: null })).toEqual(['NHIP_DATA_NOT_OBJECT /data']);
    expect(refused({ attributes: { data: { kind: 'none' } } })).toEqual(['NHIP_DATA_MISSING /data']);
    const text: Partial<Envelope> = { datacontenttype: 'text/plain', data: { kind: 'bytes', bytes: Buffer.from('x') } };
    expect(refused({ attributes: text })).toEqual(['NHIP_DATA_NOT_JSON /datacontenttype']);
    const untyped = decode({ data: stated, attributes: { ...text, datacontenttype: null } });
    expect(untyped.kind === 'rejected' ? untyped.faults[0]?.message : untyped.kind).toContain(
      'say application/json, as datacontenttype or, in binary mode, as the header Content-Type',
    );
  });

  it('when a retraction names nothing that can be taken back, or a key it has no use for', () => {
    const retract = (data: object) => faults({ type: 'dossier.retracted', data: { dossierId: 'A-1', ...data } });
    expect(retract({ of: 'dossier.retracted' })).toEqual(['NHIP_DATA_RETRACTION_INVALID /data/of']);
    expect(retract({ of: 7 })).toEqual(['NHIP_DATA_RETRACTION_INVALID /data/of']);
    expect(retract({ of: 'vn.nhip.dossier.supplement' })).toEqual(['NHIP_DATA_KEY_MISSING /data/requestNo']);
    expect(retract({ requestNo: 1 })).toEqual(['NHIP_DATA_FIELD_UNKNOWN /data/requestNo']);
  });

  it('but not for being late, when it was accepted before', () => {
    const sent = { data: { ...stated, finishedAt: '2030-01-01' }, attributes: { time: '2030-01-01T00:00:00Z' } };
    expect(faults({ ...sent, receivedAtMs: null })).toEqual([]);
  });
});
