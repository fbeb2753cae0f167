// The same event in any mode, over any hop: attributes and data are equal after decoding. Binary modes know only strings, so
// extensions are compared in their canonical text.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DecodedEvent } from './attribute-rules.ts';
import { type Data, type Envelope, noData } from './envelope.ts';
import { decodeHttpBinary, encodeHttpBinary } from './http.ts';
import { decodeKafka, encodeKafkaBinary, encodeKafkaStructured } from './kafka.ts';
import { decodeStored, encodeStored } from './stored.ts';
import { decodeBatch, decodeStructured, encodeBatch, encodeStructured } from './structured.ts';

const checked = { seed: 20_261_130, numRuns: 2_000 };

const modes = {
  httpBinary: (envelope) => {
    const { headers, body } = encodeHttpBinary(envelope);
    return decodeHttpBinary(headers, body);
  },
  structured: (envelope) => decodeStructured(Buffer.from(encodeStructured(envelope))),
  batch: (envelope) => {
    const decoded = decodeBatch(Buffer.from(encodeBatch([envelope])));
    return decoded.kind === 'batch' ? (decoded.events[0] ?? { kind: 'rejected', faults: [] }) : decoded;
  },
  kafkaBinary: (envelope) => {
    const { headers, value } = encodeKafkaBinary(envelope);
    const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text, 'utf8')] as const);
    return decodeKafka(Object.fromEntries(bytes), value);
  },
  kafkaStructured: (envelope) => {
    const { headers, value } = encodeKafkaStructured(envelope);
    return decodeKafka(headers, value);
  },
  stored: (envelope) => decodeStored(encodeStored(envelope, 'ba-dinh')),
} satisfies Record<string, (envelope: Envelope) => DecodedEvent>;

function canonical({ extensions, ...envelope }: Envelope): object {
  const texts = Object.entries(extensions).map(([name, value]) => [name, String(value)] as const);
  return { ...envelope, extensions: texts.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function through(mode: keyof typeof modes, envelope: Envelope): Envelope {
  const decoded = modes[mode](envelope);
  if (decoded.kind === 'rejected') throw new Error(`${mode}: ${JSON.stringify(decoded.faults)}`);
  return decoded.envelope;
}

/** Any text that an attribute may hold, Vietnamese, quotes and percent signs included. */
const text = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((value) => !/[\p{Cc}\p{Noncharacter_Code_Point}\p{Surrogate}]/u.test(value));
const attribute = fc.oneof(text, fc.constantFrom('Hồ sơ "một cửa" 100%', '%C0%A0', ' a ', '"', '\\'));
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null });
const names = fc
  .stringMatching(/^[a-z0-9]{1,20}$/)
  .filter((name) => !['id', 'source', 'type', 'time', 'data', 'subject', 'nhipagency', 'specversion'].includes(name));
const extensions = fc
  .dictionary(names, fc.oneof(attribute, fc.boolean(), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), {
    maxKeys: 4,
  })
  .map((values) => Object.assign(Object.create(null), values));
const finite = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const jsonEvents = fc.record({
  datacontenttype: fc.constantFrom('application/json', 'application/vnd.nhip+json; charset=utf-8', 'Text/JSON'),
  data: fc.oneof(
    fc.constant(noData),
    fc.jsonValue({ maxDepth: 5 }).map((value): Data => ({ kind: 'json', value: finite(value) })),
  ),
});
const byteEvents = fc.record({
  datacontenttype: orNull(fc.constantFrom('text/plain', 'application/xml', 'image/png', 'application/octet-stream')),
  data: fc.oneof(
    fc.uint8Array({ minLength: 1 }).map((bytes): Data => ({ kind: 'bytes', bytes: Buffer.from(bytes) })),
    attribute.map((value): Data => ({ kind: 'bytes', bytes: Buffer.from(value) })),
  ),
});

const envelopes: fc.Arbitrary<Envelope> = fc
  .record({
    id: attribute,
    source: fc.constantFrom('/ba-dinh/one-gate', 'https://dvc.hanoi.vn/ba-dinh?x=%20#y', 'urn:vn:hanoi', 'a'),
    specversion: fc.constant('1.0' as const),
    type: attribute,
    time: orNull(fc.constantFrom('2023-06-14T10:00:00.123456789+07:00', '2023-06-14t03:00:00z')),
    dataschema: orNull(fc.constantFrom('https://nhip.vn/schema/1', 'urn:schema:1')),
    subject: orNull(attribute),
    extensions,
  })
  .chain((attributes) => fc.oneof(jsonEvents, byteEvents).map((payload) => ({ ...attributes, ...payload })));

const modeName = fc.constantFrom(...(Object.keys(modes) as (keyof typeof modes)[]));

it('an event is equal after any two modes', () => {
  fc.assert(
    fc.property(envelopes, modeName, modeName, (envelope, first, second) => {
      expect(canonical(through(second, through(first, envelope)))).toEqual(canonical(envelope));
    }),
    checked,
  );
});

it('the stored form keeps the agency and the types of extensions', () => {
  fc.assert(
    fc.property(envelopes, attribute, (envelope, agency) => {
      expect(decodeStored(encodeStored(envelope, agency))).toEqual({ kind: 'event', envelope, agency });
    }),
    checked,
  );
});
