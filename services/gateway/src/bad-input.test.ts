// Bad input at the door, by injected requests: each gets a clear answer with a code, and nothing of it is stored.
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { codes } from '@nhip/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from './limits.ts';
import { event, openDoor } from './testing/open-door.ts';
import { BATCH, post, postOnce, refusal, STRUCTURED } from './testing/post-event.ts';

describe('a bad body is refused', () => {
  const changed = (changes: Record<string, unknown>) => JSON.stringify(event(changes));
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const withData = (data: string) => changed({}).replace(/"data":\{.*\}\}$/, `"data":${data}}`);
  const cases: readonly (readonly [string, string | Buffer, string])[] = [
    ['empty', '', '400 NHIP_EVENT_JSON_BROKEN'],
    ['broken JSON', '{"id":', '400 NHIP_EVENT_JSON_BROKEN'],
    ['not an object', '[]', '400 NHIP_EVENT_NOT_OBJECT'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0xa0, 0x22, 0x7d]), '400 NHIP_EVENT_TEXT_BROKEN'],
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

  it('when one event of a batch is nested as deep as a stack can be, beside others with long numbers: that event alone', async () => {
    const good = JSON.stringify(event({ subject: 'a "quoted\\" ], [ {' }));
    const numbered = JSON.stringify(event({ data: { fee: 'N' } })).replace('"N"', '1e400');
    const long = JSON.stringify(event({ subject: '\\"'.repeat(200_000) }));
    const sunk = JSON.stringify(event({ data: 'N' })).replace('"N"', deep(100_000));
    const { status, answer } = await postOnce(` [${good}, ${sunk} ,${numbered},${long},${good}]`, {
      'content-type': BATCH,
    });
    expect(status).toBe(202);
    expect(answer.results).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', code: 'NHIP_EVENT_TOO_DEEP' },
      { status: 'rejected', code: 'NHIP_EVENT_NUMBER_INEXACT', pointer: '/data/fee' },
      { status: 'rejected', code: 'NHIP_EVENT_TOO_LARGE' },
      { status: 'accepted' },
    ]);
    expect(await refusal(`{"a":[1e5,${deep(100_000)}]}`, { 'content-type': BATCH })).toBe('400 NHIP_EVENT_TOO_DEEP');
  });

  it('without an answer that is many times as long, however much is wrong', async () => {
    const many = Array.from({ length: 200_000 }, (_, index) => index.toString(36));
    const members = many.map((name) => `"${name}":1`).join(',');
    const numbers = many.map(() => '1e999').join(',');
    const whole = JSON.stringify(event());
    const good = JSON.stringify(event({ id: 'good' }));
    const bad = [
      whole.replace('"data":{', `"data":{${members},`),
      whole.replace('{', `{${many.map((name) => `"${name}A":1`).join(',')},`),
      whole.replace('"online"', `[${numbers}]`),
      whole.replace('"online"', `[[[${numbers}],${numbers}],[${numbers}]]`),
      whole.replace('"data":{', '"data":{"fee":1e999,'),
    ];
    const { status, answer } = await postOnce(`[${[...bad, good].join(',')}]`, { 'content-type': BATCH });
    expect(status).toBe(202);
    const codesOf = answer.results.map(({ code }: { readonly code?: string }) => code);
    expect(codesOf).toEqual([
      'NHIP_DATA_FIELD_UNKNOWN',
      'NHIP_EVENT_ATTRIBUTE_NAME',
      'NHIP_EVENT_NUMBER_INEXACT',
      'NHIP_EVENT_NUMBER_INEXACT',
      'NHIP_EVENT_NUMBER_INEXACT',
      undefined,
    ]);
    const faults = answer.results.map(({ faults }: { readonly faults?: readonly unknown[] }) => faults?.length ?? 0);
    expect(faults).toEqual([20, 20, 20, 20, 0, 0]);
    expect(JSON.stringify(answer).length).toBeLessThan(30_000);
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

  it('with what to do, when it is a sheet', async () => {
    for (const type of ['text/csv; charset=utf-8', 'application/vnd.ms-excel', 'multipart/form-data; boundary=x']) {
      const { status, answer } = await postOnce('a;b\n', { 'content-type': type });
      expect({ status, detail: answer.detail }).toEqual({
        status: 415,
        detail: expect.stringContaining('nhip import'),
      });
    }
    const { answer } = await postOnce('{}', { 'content-type': 'application/json' });
    expect(answer.detail).not.toContain('import');
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

describe('whatever is sent', () => {
  it('gets an answer that is either 202 or a problem of the sender, and the door lives', async () => {
    const door = await openDoor();
    const headers = fc.record({
      'content-type': fc.constantFrom(STRUCTURED, BATCH, 'application/json', 'text/plain'),
      'ce-id': fc.constantFrom('1', '%', ''),
    });
    const mangled = fc.tuple(fc.nat(400), fc.uint8Array({ maxLength: 8 })).map(([at, bytes]) => {
      const good = Buffer.from(JSON.stringify([event()]));
      return Buffer.concat([good.subarray(0, at), bytes, good.subarray(at + 1)]);
    });
    const bodies = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .dictionary(fc.constantFrom(...Object.keys(event()), 'data_base64', 'x'), fc.jsonValue())
        .map((members) => Buffer.from(JSON.stringify(event(members)))),
      mangled,
    );
    await fc.assert(
      fc.asyncProperty(bodies, headers, async (body, sent) => {
        const { status, answer } = await post(door, body, sent);
        expect([202, 400, 413, 415]).toContain(status);
        if (status !== 202) expect(codes).toHaveProperty(answer.code);
      }),
      { seed: 20_261_130, numRuns: 500 },
    );
    expect((await post(door, event())).status).toBe(202);
  });
});
