// The door by injected requests: every mode, the handshake, and what is said when the log fails.
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { LogError } from '@nhip/event-log';
import { createDecoder, decodeStored } from '@nhip/events';
import { alsoPlan, examplePlan } from '@nhip/events/testing';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from './limits.ts';
import { event, openDoor } from './testing/open-door.ts';
import { BATCH, post, postOnce, STRUCTURED } from './testing/post-event.ts';

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
    const { codec } = await createDecoder(examplePlan);
    expect(codec.unpack(entry?.packed ?? Buffer.alloc(0), entry?.key ?? Buffer.alloc(0))).toMatchObject({
      agency: 'ba-dinh',
      keyValues: ['A-1'],
    });
    expect(door.acceptedCount()).toBe(1);
  });

  it('that is a statement about a second record too is one event and two entries, each by its own record', async () => {
    const door = await openDoor({ decoder: await createDecoder(alsoPlan) });
    const data = { dossierId: 'A-1', receivedAt: '2023-06-14', procedure: '1.001', dueAt: '2023-06-14' };
    const { status, answer } = await post(door, event({ data }), { 'content-type': STRUCTURED });
    expect({ status, answer }).toMatchObject({ status: 202, answer: { accepted: 1, rejected: 0 } });
    const stored = door.appended.map(({ entry }) => decodeStored(entry.value));
    expect(stored).toMatchObject([
      { agency: 'ba-dinh', envelope: { id: 'e1', type: 'vn.nhip.dossier.received' } },
      { agency: 'ba-dinh', envelope: { id: 'e1~also', type: 'vn.nhip.dossier.finished' } },
    ]);
    const keys = door.appended.map(({ entry }) => Buffer.from(entry.key ?? []).toString('hex'));
    expect(new Set(keys).size).toBe(2);
    // As many as will get a verdict: accepted = counted + superseded + repeated + dead-lettered + pending (N2).
    expect(door.acceptedCount()).toBe(2);
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

  it('that is told as a trouble, and is no line for each request; taking events again is told, too', async () => {
    const told: unknown[] = [];
    const logged: unknown[] = [];
    const full = new LogError('NHIP_LOG_FULL', 'append 1 entry');
    let isFull = true;
    const door = await openDoor({
      beforeAppend: () => {
        if (isFull) throw full;
      },
      trouble: {
        failed: (_, error) => told.push(error),
        over: () => told.push('over'),
        left: () => told.push('left'),
      },
      logger: { error: ({ err }) => logged.push(err) },
    });
    await post(door, event());
    await post(door, [event()], { 'content-type': BATCH });
    const tick = { at: '2023-06-15T00:00:00Z' };
    const headers = { 'content-type': 'application/json' };
    await door.app.inject({ method: 'POST', url: '/v1/clock/tick', headers, payload: JSON.stringify(tick) });
    isFull = false;
    await post(door, event());
    // What is refused for itself tells nothing of the log.
    await post(door, event({ id: '' }));
    expect(told).toEqual([full, full, full, 'over']);
    expect(logged).toEqual([]);
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
