// Which mode a message is in, and the rules of each binding that no other test would notice.
import { describe, expect, it } from 'vitest';
import type { DecodedEvent } from './attribute-rules.ts';
import { type Envelope, isJsonType, noExtensions } from './envelope.ts';
import { decodeHttpBinary, encodeHttpBinary, httpModeOf } from './http.ts';
import { decodeKafka, encodeKafkaBinary } from './kafka.ts';
import { decodeStructured, encodeStructured } from './structured.ts';

const attributes = { id: '1', source: '/a', specversion: '1.0', type: 't' } as const;
const envelope: Envelope = {
  ...attributes,
  time: null,
  datacontenttype: null,
  dataschema: null,
  subject: null,
  extensions: noExtensions,
  data: { kind: 'none' },
};
const httpHeaders = { 'ce-id': '1', 'ce-source': '/a', 'ce-specversion': '1.0', 'ce-type': 't' };
const kafkaHeaders = { ce_id: '1', ce_source: '/a', ce_specversion: '1.0', ce_type: 't' };

function codesOf(decoded: DecodedEvent): readonly string[] {
  return decoded.kind === 'event' ? [] : decoded.faults.map(({ code, pointer }) => `${code} ${pointer}`);
}

function dataOf(decoded: DecodedEvent): Envelope['data'] {
  if (decoded.kind === 'rejected') throw new Error(JSON.stringify(decoded.faults));
  return decoded.envelope.data;
}

const structured = (members: object) => decodeStructured(Buffer.from(JSON.stringify({ ...attributes, ...members })));

describe('the mode of an HTTP request', () => {
  it.each([
    ['application/cloudevents-batch+json', 'batch'],
    ['Application/CloudEvents-Batch+JSON; charset=UTF-8', 'batch'],
    ['application/cloudevents+json', 'structured'],
    ['application/cloudevents+json;charset="utf-8"', 'structured'],
    ['application/cloudevents+avro', 'unsupported'],
    ['application/cloudevents', 'unsupported'],
    ['application/cloudevents+json; charset=latin1', 'unsupported'],
    ['application/json', 'none'],
    ['', 'none'],
  ])('of content type %s is %s', (contentType, mode) => {
    expect(httpModeOf({ 'content-type': contentType })).toBe(mode);
  });

  it('is binary when ce- headers say so, structured when both do', () => {
    expect(httpModeOf(httpHeaders)).toBe('binary');
    expect(httpModeOf({ ...httpHeaders, 'content-type': 'application/json' })).toBe('binary');
    expect(httpModeOf({ ...httpHeaders, 'content-type': 'application/cloudevents+json' })).toBe('structured');
  });
});

describe('HTTP binary mode', () => {
  const subjectOf = (header: string) => {
    const decoded = decodeHttpBinary({ ...httpHeaders, 'ce-subject': header }, Buffer.alloc(0));
    return decoded.kind === 'event' ? decoded.envelope.subject : codesOf(decoded).join();
  };

  it('undoes quotes, then percent signs, exactly once', () => {
    expect(subjectOf('Euro%20%E2%82%AC%20%F0%9F%98%80')).toBe('Euro € 😀');
    expect(subjectOf('%e2%82%ac%41')).toBe('€A');
    expect(subjectOf('"a \\"b\\" %2522"')).toBe('a "b" %22');
    expect(subjectOf('a"b')).toBe('a"b');
  });

  it('refuses bytes that are not UTF-8 and escapes that are broken', () => {
    for (const header of ['%C0%A0', '%ED%A0%80', '%', '%4', '%GG', '"open', 'Hồ', '']) {
      expect(subjectOf(header)).toBe('NHIP_EVENT_ATTRIBUTE_INVALID /subject');
    }
    const half = decodeHttpBinary({ ...httpHeaders, 'ce-subject': '50%' }, Buffer.alloc(0));
    expect(half.kind === 'rejected' && half.faults[0]?.message).toContain('(% itself as %25), or send the event in');
  });

  it('encodes with upper-case hex, leaving what is printable', () => {
    expect(encodeHttpBinary({ ...envelope, subject: 'a "b" 50% ~Hồ\u00a0' }).headers['ce-subject']).toBe(
      'a%20%22b%22%2050%25%20~H%E1%BB%93%C2%A0',
    );
  });

  it('refuses headers for what has another place', () => {
    const withHeader = (name: string) => codesOf(decodeHttpBinary({ ...httpHeaders, [name]: 'x' }, Buffer.alloc(0)));
    for (const name of ['datacontenttype', 'data', 'nhipagency', 'my-name']) {
      expect(withHeader(`ce-${name}`)).toEqual([`NHIP_EVENT_ATTRIBUTE_NAME /${name}`]);
    }
  });

  it('tells a JSON null from no data', () => {
    const headers = { ...httpHeaders, 'content-type': 'application/json' };
    expect(dataOf(decodeHttpBinary(headers, Buffer.from('null')))).toEqual({ kind: 'json', value: null });
    expect(dataOf(decodeHttpBinary(headers, Buffer.alloc(0)))).toEqual({ kind: 'none' });
    expect(codesOf(decodeHttpBinary(headers, Buffer.from('{')))).toEqual(['NHIP_EVENT_JSON_BROKEN /data']);
    expect(codesOf(decodeHttpBinary(headers, Buffer.from('[1e999]')))).toEqual(['NHIP_EVENT_NUMBER_INEXACT /data/0']);
  });
});

describe('structured mode', () => {
  it('never parses a JSON string again, and never assumes bytes to be JSON', () => {
    expect(dataOf(structured({ data: '{"a":1}' }))).toEqual({ kind: 'json', value: '{"a":1}' });
    expect(dataOf(structured({ data_base64: 'e30=' }))).toEqual({ kind: 'bytes', bytes: Buffer.from('{}') });
    expect(dataOf(structured({ data_base64: 'e30=', datacontenttype: 'text/json' }))).toEqual({
      kind: 'json',
      value: {},
    });
    expect(dataOf(structured({ data: null }))).toEqual({ kind: 'json', value: null });
    expect(dataOf(structured({ data_base64: null }))).toEqual({ kind: 'none' });
  });

  it('refuses data that does not fit its type', () => {
    expect(codesOf(structured({ data: {}, datacontenttype: 'text/plain' }))).toEqual(['NHIP_EVENT_DATA_INVALID /data']);
    for (const data_base64 of ['e30', 'e3 0', '!!!!', 5]) {
      expect(codesOf(structured({ data_base64 }))).toEqual(['NHIP_EVENT_DATA_INVALID /data_base64']);
    }
    expect(codesOf(structured({ data: 1, data_base64: 'e30=' }))).toEqual(['NHIP_EVENT_DATA_TWICE /data_base64']);
  });

  it('takes null attributes as absent and checks the others', () => {
    expect(codesOf(structured({ subject: null, time: null, x: null }))).toEqual([]);
    expect(codesOf(structured({ subject: '', dataschema: '/relative', datacontenttype: 'json', time: 'now' }))).toEqual(
      [
        'NHIP_EVENT_TIME_INVALID /time',
        'NHIP_EVENT_ATTRIBUTE_INVALID /datacontenttype',
        'NHIP_EVENT_ATTRIBUTE_INVALID /dataschema',
        'NHIP_EVENT_ATTRIBUTE_INVALID /subject',
      ],
    );
    for (const id of ['a\u0000', 'a\ufffe', '\ud800', 5, true, []]) {
      expect(codesOf(structured({ id }))).toEqual(['NHIP_EVENT_ATTRIBUTE_INVALID /id']);
    }
    for (const x of [1.5, 2 ** 31, {}, [], 'a\u0085']) {
      expect(codesOf(structured({ x }))).toEqual(['NHIP_EVENT_ATTRIBUTE_INVALID /x']);
    }
  });

  it.each(['a', '/a', '//h/p', 'urn:a:b', 'https://h/%20?q=1#f', '#f', '?q', 'a/b:c', 'mailto:x@y.vn'])(
    'takes %s as a source',
    (source) => {
      expect(codesOf(structured({ source }))).toEqual([]);
    },
  );

  it.each(['a b', '/%zz', '/Hồ', '1a:b', '/a#b#c', '<x>', '\\'])('refuses %s as a source', (source) => {
    expect(codesOf(structured({ source }))).toEqual(['NHIP_EVENT_ATTRIBUTE_INVALID /source']);
  });

  it('writes text as text and other bytes as base64', () => {
    const written = (datacontenttype: string | null, bytes: Buffer) =>
      JSON.parse(encodeStructured({ ...envelope, datacontenttype, data: { kind: 'bytes', bytes } }));
    expect(written('text/plain', Buffer.from('Hồ')).data).toBe('Hồ');
    expect(written('text/plain', Buffer.from([0xff])).data_base64).toBe('/w==');
    expect(written(null, Buffer.from('Hồ')).data).toBeUndefined();
  });
});

describe('Kafka', () => {
  it('reads plain UTF-8 headers, percent signs untouched, and no value as no data', () => {
    const decoded = decodeKafka({ ...kafkaHeaders, ce_subject: Buffer.from('Hồ 50%25') }, null);
    expect(decoded).toMatchObject({ kind: 'event', envelope: { subject: 'Hồ 50%25', data: { kind: 'none' } } });
    expect(encodeKafkaBinary(envelope).value).toBeNull();
  });

  it('refuses broken UTF-8, formats it cannot read, and headers for what has another place', () => {
    const withHeaders = (headers: object) => codesOf(decodeKafka({ ...kafkaHeaders, ...headers }, Buffer.from('{}')));
    expect(withHeaders({ ce_subject: Buffer.from([0xff]) })).toEqual(['NHIP_EVENT_TEXT_BROKEN /subject']);
    expect(withHeaders({ 'content-type': Buffer.from([0xff]) })).toEqual(['NHIP_EVENT_TEXT_BROKEN /datacontenttype']);
    expect(withHeaders({ 'content-type': 'application/cloudevents+avro' })).toEqual([
      'NHIP_EVENT_FORMAT_UNKNOWN /datacontenttype',
    ]);
    expect(withHeaders({ ce_datacontenttype: 'text/plain' })).toEqual(['NHIP_EVENT_ATTRIBUTE_NAME /datacontenttype']);
    expect(withHeaders({ ce_datacontenttype: 'text/plain', 'content-type': 'text/plain' })).toEqual([]);
    expect(codesOf(decodeKafka({ 'content-type': 'Application/CloudEvents+json' }, null))).toEqual([
      'NHIP_EVENT_JSON_BROKEN ',
    ]);
  });
});

it('a media type is JSON by its subtype', () => {
  for (const type of ['application/json', 'TEXT/JSON; charset=utf-8', 'a/b+json']) expect(isJsonType(type)).toBe(true);
  for (const type of ['application/jsonl', 'json', 'application/xml', 'a/json+xml'])
    expect(isJsonType(type)).toBe(false);
});
