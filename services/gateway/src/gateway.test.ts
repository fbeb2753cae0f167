// The door by injected requests: every mode, every kind of bad input, and what is said when the log fails.
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { LogError } from '@nhip/event-log';
import { decodeStored } from '@nhip/events';
import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from './limits.ts';
import { type Door, type DoorOptions, event, openDoor } from './testing/open-door.ts';

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

async function post(door: Door, payload: unknown, headers: Record<string, string> = {}) {
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  const request: InjectOptions = {
    method: 'POST',
    url: '/v1/events',
    headers: { 'content-type': STRUCTURED, ...headers },
    payload: body,
  };
  const { statusCode, headers: answered, body: text } = await door.app.inject(request);
  return { status: statusCode, headers: answered, answer: JSON.parse(text) };
}

async function postOnce(payload: unknown, headers: Record<string, string> = {}, options: DoorOptions = {}) {
  return post(await openDoor(options), payload, headers);
}

/** Status and code of a refusal, which is a problem+json. */
async function refusal(payload: unknown, headers: Record<string, string> = {}, options: DoorOptions = {}) {
  const door = await openDoor(options);
  const { status, headers: answered, answer } = await post(door, payload, headers);
  expect(answered['content-type']).toMatch(/^application\/problem\+json\b/);
  expect(answer).toMatchObject({ status, code: expect.any(String), title: expect.any(String) });
  expect(door.appended).toEqual([]);
  expect(door.rejectedCodes).toEqual([answer.code]);
  return `${status} ${answer.code}${answer.pointer === undefined ? '' : ` ${answer.pointer}`}`;
}

describe('a good delivery', () => {
  it('in structured mode is stored with its agency and answered 202', async () => {
    const door = await openDoor();
    const { status, answer } = await post(door, event(), { 'content-type': `${STRUCTURED}; charset=UTF-8` });
    expect({ status, answer }).toEqual({
      status: 202,
      answer: { accepted: 1, rejected: 0, results: [{ index: 0, status: 'accepted' }] },
    });
    expect(door.appended).toHaveLength(1);
    const { topic, entry } = door.appended[0] ?? {};
    expect(topic).toBe('events');
    expect(entry?.key).toHaveLength(16);
    expect(decodeStored(entry?.value ?? Buffer.alloc(0))).toMatchObject({
      kind: 'event',
      agency: 'ba-dinh',
      envelope: { id: 'e1', data: { value: { dossierId: 'A-1' } } },
    });
    expect(door.acceptedCount()).toBe(1);
  });

  it('in binary mode takes attributes from ce- headers, decoded once', async () => {
    const door = await openDoor();
    const { data, ...attributes } = event();
    const headers = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)] as const);
    const { status } = await post(door, data, {
      ...Object.fromEntries(headers),
      'content-type': 'application/json',
      'ce-subject': 'H%E1%BB%93%20s%C6%A1%20%2541',
    });
    expect(status).toBe(202);
    expect(decodeStored(door.appended[0]?.entry.value ?? Buffer.alloc(0))).toMatchObject({
      envelope: { subject: 'Hồ sơ %41' },
    });
  });

  it('in batched mode keeps the good events, tells the bad ones by index, and lists all faults of one', async () => {
    const door = await openDoor();
    const bad = event({ id: 'e2', data: { dossierId: 7, receivedAt: '2023-02-30', typo: 1 } });
    const batch = [event(), bad, 5, event({ id: 'e3', type: 'no.such' }), event({ id: 'e4' })];
    const { status, answer } = await post(door, batch, { 'content-type': BATCH });
    expect(status).toBe(202);
    expect(answer).toMatchObject({ accepted: 2, rejected: 3 });
    expect(answer.results.map(({ index, status: verdict }: never) => [index, verdict])).toEqual([
      [0, 'accepted'],
      [1, 'rejected'],
      [2, 'rejected'],
      [3, 'rejected'],
      [4, 'accepted'],
    ]);
    expect(answer.results[1]).toMatchObject({ code: 'NHIP_DATA_TYPE_WRONG', pointer: '/data/dossierId' });
    expect(answer.results[1].faults).toHaveLength(3);
    expect(answer.results[2]).toMatchObject({ code: 'NHIP_EVENT_NOT_OBJECT' });
    expect(answer.results[3]).toMatchObject({ code: 'NHIP_EVENT_TYPE_UNKNOWN', pointer: '/type' });
    expect(door.appended).toHaveLength(2);
    expect(door.rejectedCodes).toEqual(['NHIP_DATA_TYPE_WRONG', 'NHIP_EVENT_NOT_OBJECT', 'NHIP_EVENT_TYPE_UNKNOWN']);
  });

  it('may be an empty batch, or one of which nothing is good', async () => {
    const empty = await postOnce([], { 'content-type': BATCH });
    expect(empty).toMatchObject({ status: 202, answer: { accepted: 0, rejected: 0, results: [] } });
    const none = await postOnce([event({ id: '' })], { 'content-type': BATCH });
    expect(none).toMatchObject({ status: 202, answer: { accepted: 0, rejected: 1 } });
  });

  it('may be packed with gzip, brotli or zstd', async () => {
    const plain = Buffer.from(JSON.stringify(event()));
    const packed = {
      gzip: gzipSync(plain),
      br: brotliCompressSync(plain),
      zstd: zstdCompressSync(plain),
      identity: plain,
    };
    for (const [encoding, payload] of Object.entries(packed)) {
      expect((await postOnce(payload, { 'content-encoding': encoding })).status).toBe(202);
    }
  });

  it('is answered only after the log holds it', async () => {
    const steps: string[] = [];
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const door = await openDoor({
      beforeAppend: () => {
        reached.resolve();
        return gate.promise;
      },
    });
    const answered = post(door, event()).then(() => steps.push('answered'));
    await reached.promise;
    steps.push('durable');
    gate.resolve();
    await answered;
    expect(steps).toEqual(['durable', 'answered']);
  });
});

describe('a bad body is refused', () => {
  const changed = (changes: Record<string, unknown>) => JSON.stringify(event(changes));
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const withData = (data: string) => changed({}).replace(/"data":\{.*\}\}$/, `"data":${data}}`);
  const cases: readonly (readonly [string, string | Buffer, string])[] = [
    ['empty', '', '400 NHIP_EVENT_JSON_BROKEN'],
    ['broken JSON', '{"id":', '400 NHIP_EVENT_JSON_BROKEN'],
    ['not an object', '[]', '400 NHIP_EVENT_NOT_OBJECT'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0xa0, 0x22, 0x7d]), '400 NHIP_EVENT_UTF8_BROKEN'],
    ['without id', changed({ id: undefined }), '400 NHIP_EVENT_ATTRIBUTE_MISSING /id'],
    ['with a null type', changed({ type: null }), '400 NHIP_EVENT_ATTRIBUTE_MISSING /type'],
    ['of another version', changed({ specversion: '0.3' }), '400 NHIP_EVENT_SPECVERSION /specversion'],
    ['with a number as id', changed({ id: 7 }), '400 NHIP_EVENT_ATTRIBUTE_INVALID /id'],
    ['with a broken source', changed({ source: '/a b' }), '400 NHIP_EVENT_ATTRIBUTE_INVALID /source'],
    ['with a source naming nobody', changed({ source: 'https://dvc.vn' }), '400 NHIP_AUTH_AGENCY_UNKNOWN /source'],
    ['with a bad extension name', changed({ Trace: 'x' }), '400 NHIP_EVENT_ATTRIBUTE_NAME /Trace'],
    ['claiming an agency', changed({ nhipagency: 'x' }), '400 NHIP_EVENT_ATTRIBUTE_NAME /nhipagency'],
    ['with an object as extension', changed({ x: {} }), '400 NHIP_EVENT_ATTRIBUTE_INVALID /x'],
    ['with data twice', changed({ data_base64: 'e30=' }), '400 NHIP_EVENT_DATA_TWICE /data_base64'],
    ['without data', changed({ data: undefined }), '400 NHIP_DATA_MISSING /data'],
    ['of an unknown type', changed({ type: 'x' }), '400 NHIP_EVENT_TYPE_UNKNOWN /type'],
    ['with an impossible time', changed({ time: '2023-02-30T00:00:00Z' }), '400 NHIP_EVENT_TIME_INVALID /time'],
    ['with too many digits', withData('{"fee":0.12345678901234567890}'), '400 NHIP_EVENT_NUMBER_INEXACT /data/fee'],
    ['with an absurd number', withData('{"fee":1e400}'), '400 NHIP_EVENT_NUMBER_INEXACT /data/fee'],
    ['with 100,000 levels', withData(deep(100_000)), '400 NHIP_EVENT_TOO_DEEP /data'],
    ['with 100,000 levels and a long number', withData(`[1e5,${deep(100_000)}]`), '400 NHIP_EVENT_TOO_DEEP'],
    ['of 100,000 levels', deep(100_000), '400 NHIP_EVENT_NOT_OBJECT'],
    [
      'with a polluting attribute',
      changed({}).replace('{', '{"__proto__":{"a":1},'),
      '400 NHIP_EVENT_ATTRIBUTE_NAME /__proto__',
    ],
    [
      'with a polluting field',
      withData('{"__proto__":{"a":1},"dossierId":"a","receivedAt":"2023-06-01"}'),
      '400 NHIP_DATA_FIELD_UNKNOWN /data/__proto__',
    ],
    ['larger than the limit', ' '.repeat(defaultLimits.eventBodyBytesMax + 1), '413 NHIP_DOOR_BODY_TOO_LARGE'],
    [
      'larger than an entry of the log',
      changed({ subject: 'x'.repeat(defaultLimits.storedEventBytesMax) }),
      '413 NHIP_EVENT_TOO_LARGE',
    ],
  ];
  it.each(cases)('when it is %s', async (_, body, expected) => {
    expect(await refusal(body)).toBe(expected);
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });

  it('when a batch is no list, or is too long', async () => {
    expect(await refusal({}, { 'content-type': BATCH })).toBe('400 NHIP_EVENT_NOT_LIST');
    const limits = { ...defaultLimits, batchEventsMax: 2 };
    const long = [event(), event(), event()];
    expect(await refusal(long, { 'content-type': BATCH }, { limits })).toBe('413 NHIP_DOOR_BATCH_TOO_LONG');
  });

  it('when a number of one event in a batch is inexact: that event alone', async () => {
    const batch = `[${JSON.stringify(event())},${JSON.stringify(event({ data: { fee: 'N' } })).replace('"N"', '12345678901234567.5')}]`;
    const { answer } = await postOnce(batch, { 'content-type': BATCH });
    expect(answer.results).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', code: 'NHIP_EVENT_NUMBER_INEXACT', pointer: '/data/fee' },
    ]);
  });

  it('but kept when the sender wrote a key twice, and when digits in text look like a number', async () => {
    const twice = JSON.stringify(event({ id: ': 12345678901234567890e5' })).replace('{', '{"id":"first",');
    expect((await postOnce(twice)).status).toBe(202);
  });
});

describe('a packed body is refused', () => {
  it('when it is a bomb, without being inflated in full', async () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024, 32);
    for (const [encoding, payload] of Object.entries({
      gzip: gzipSync(bomb),
      br: brotliCompressSync(bomb.subarray(0, 20_000_000)),
      zstd: zstdCompressSync(bomb),
    })) {
      expect(await refusal(payload, { 'content-encoding': encoding })).toBe('413 NHIP_DOOR_BODY_TOO_LARGE');
    }
  });

  it('when it is broken, cut short, or packed in a way that is not known', async () => {
    const packed = gzipSync(JSON.stringify(event()));
    expect(await refusal('x', { 'content-encoding': 'gzip' })).toBe('400 NHIP_DOOR_ENCODING_BROKEN');
    expect(await refusal(packed.subarray(0, 40), { 'content-encoding': 'gzip' })).toBe('400 NHIP_DOOR_ENCODING_BROKEN');
    expect(await refusal(packed, { 'content-encoding': 'constructor' })).toBe('415 NHIP_DOOR_ENCODING_UNKNOWN');
    expect(await refusal(packed, { 'content-encoding': 'gzip, gzip' })).toBe('415 NHIP_DOOR_ENCODING_UNKNOWN');
  });
});

describe('a content type is refused', () => {
  it('with 415 when it is no CloudEvent in JSON and UTF-8', async () => {
    for (const type of [
      'application/json',
      'text/plain',
      'application/cloudevents',
      'application/cloudevents+xml',
      'application/cloudevents-batch+xml',
      `${STRUCTURED}; charset=utf-16`,
      'not a type',
      '',
    ]) {
      expect(await refusal(event(), { 'content-type': type })).toBe('415 NHIP_DOOR_MEDIA_TYPE');
    }
  });

  it('in binary mode by what is missing or must not be sent', async () => {
    const binary = (headers: Record<string, string>) =>
      refusal('{}', { 'content-type': 'application/json', ...headers });
    const good = { 'ce-id': '1', 'ce-source': '/ba-dinh', 'ce-specversion': '1.0', 'ce-type': 't' };
    expect(await binary({ 'ce-id': '1', 'ce-source': '/a', 'ce-type': 't' })).toBe(
      '400 NHIP_EVENT_ATTRIBUTE_MISSING /specversion',
    );
    expect(await binary({ ...good, 'ce-datacontenttype': 'application/json' })).toBe(
      '400 NHIP_EVENT_ATTRIBUTE_NAME /datacontenttype',
    );
    for (const subject of ['%C0%A0', '%zz', '%', '"open', 'caf\u00e9']) {
      expect(await binary({ ...good, 'ce-subject': subject })).toBe('400 NHIP_EVENT_ATTRIBUTE_INVALID /subject');
    }
  });

  it('as a method with 405', async () => {
    const { app } = await openDoor();
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
      const { statusCode, headers } = await app.inject({ method, url: '/v1/events' });
      expect([statusCode, headers.allow]).toEqual([405, 'POST, OPTIONS']);
    }
  });
});

describe('when the log fails', () => {
  it('the answer is 503 with Retry-After and nothing is called accepted', async () => {
    const door = await openDoor({
      beforeAppend: () => {
        throw new LogError('NHIP_LOG_FULL', 'append 1 entry');
      },
    });
    const { status, headers, answer } = await post(door, [event()], { 'content-type': BATCH });
    expect({ status, code: answer.code, retry: headers['retry-after'] }).toEqual({
      status: 503,
      code: 'NHIP_LOG_FULL',
      retry: '5',
    });
    expect(door.acceptedCount()).toBe(0);
  });

  it('in an unforeseen way, the answer is 500 and the cause is logged, not told', async () => {
    const logged: unknown[] = [];
    const cause = new TypeError('secret');
    const door = await openDoor({
      beforeAppend: () => {
        throw cause;
      },
      logger: { error: ({ err }) => logged.push(err) },
    });
    const { status, answer } = await post(door, event());
    expect({ status, code: answer.code }).toEqual({ status: 500, code: 'NHIP_DOOR_FAILED' });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(logged).toEqual([cause]);
  });
});

describe('the handshake', () => {
  const ask = async (headers: Record<string, string>) => {
    const { app } = await openDoor();
    const { statusCode, headers: answered, body } = await app.inject({ method: 'OPTIONS', url: '/v1/events', headers });
    return { statusCode, headers: answered, body: JSON.parse(body) };
  };

  it('grants what was asked and states the limits', async () => {
    const { statusCode, headers, body } = await ask({
      'webhook-request-origin': 'sender.vn',
      'webhook-request-rate': '120',
    });
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      allow: 'POST, OPTIONS',
      'webhook-allowed-origin': 'sender.vn',
      'webhook-allowed-rate': '*',
    });
    expect(body.limits).toEqual(defaultLimits);
  });

  it('grants nothing when nothing was asked', async () => {
    expect((await ask({})).headers['webhook-allowed-origin']).toBeUndefined();
  });
});
