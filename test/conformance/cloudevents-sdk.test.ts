// The CloudEvents SDK for JavaScript as counterpart: what it sends we read, what we send it reads. It is loose about what it
// accepts, so it is no judge of what must be refused.
import {
  decodeHttpBinary,
  decodeKafka,
  decodeStructured,
  type Envelope,
  encodeHttpBinary,
  encodeKafkaBinary,
  encodeStructured,
} from '@nhip/events';
import { CloudEvent, HTTP, Kafka } from 'cloudevents';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const checked = { seed: 20_261_130 };

/** Plain attributes: the SDK does not percent-encode headers, and rewrites times to its own form. */
const plain = fc.stringMatching(/^[A-Za-z0-9._/-]{1,20}$/);
const envelopes: fc.Arbitrary<Envelope> = fc.record({
  id: plain,
  source: plain.map((path) => `/${path}`),
  specversion: fc.constant('1.0' as const),
  type: plain,
  time: fc.constant('2023-06-14T03:00:00.123Z'),
  datacontenttype: fc.constant('application/json'),
  dataschema: fc.constantFrom(null, 'https://nhip.vn/schema/1'),
  subject: fc.option(plain, { nil: null }),
  extensions: fc.dictionary(
    fc.stringMatching(/^x[a-z0-9]{1,9}$/),
    plain.map((text) => `v${text}`),
  ),
  data: fc
    .dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), { minKeys: 1 })
    .map((value) => ({ kind: 'json', value: JSON.parse(JSON.stringify(value)) }) as const),
});

function forSdk({ data, extensions, ...context }: Envelope): CloudEvent<unknown> {
  const present = Object.entries(context).filter(([, value]) => value !== null);
  return new CloudEvent({
    ...Object.fromEntries(present),
    ...extensions,
    ...(data.kind === 'json' ? { data: data.value } : {}),
  });
}

function headersOf(headers: object): Record<string, string> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function bytesOf(body: unknown): Buffer {
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function plainly(event: unknown): unknown {
  return JSON.parse(JSON.stringify(event));
}

it('what the SDK sends in any mode is read as it was meant', () => {
  fc.assert(
    fc.property(envelopes, (envelope) => {
      const expected = { kind: 'event', envelope };
      const event = forSdk(envelope);
      const binary = HTTP.binary(event);
      expect(decodeHttpBinary(headersOf(binary.headers), bytesOf(binary.body))).toEqual(expected);
      expect(decodeStructured(bytesOf(HTTP.structured(event).body))).toEqual(expected);
      const record = Kafka.binary(event);
      expect(decodeKafka(headersOf(record.headers), bytesOf(record.value))).toEqual(expected);
      const message = Kafka.structured(event);
      expect(decodeKafka(headersOf(message.headers), bytesOf(message.value))).toEqual(expected);
    }),
    checked,
  );
});

it('what we send in any mode is read by the SDK as it was meant', () => {
  fc.assert(
    fc.property(envelopes, (envelope) => {
      const expected = plainly(forSdk(envelope));
      const { headers, body } = encodeHttpBinary(envelope);
      expect(plainly(HTTP.toEvent({ headers, body: Buffer.from(body).toString() }))).toEqual(expected);
      const structured = {
        headers: { 'content-type': 'application/cloudevents+json' },
        body: encodeStructured(envelope),
      };
      expect(plainly(HTTP.toEvent(structured))).toEqual(expected);
      const record = encodeKafkaBinary(envelope);
      const value = JSON.parse(Buffer.from(record.value ?? []).toString());
      const message = { headers: record.headers, value, body: value };
      expect(plainly(Kafka.toEvent(message))).toEqual(expected);
    }),
    checked,
  );
});
