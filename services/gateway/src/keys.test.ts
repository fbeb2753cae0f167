// Keys: who may come in, and for which sources.
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { agencyFor, firstPathSegment } from './agency.ts';
import { askerOf } from './asker.ts';
import { parseKeys, readKeys } from './keys.ts';
import { event, openDoor } from './testing/open-door.ts';

const hashed = (key: string) => `sha256:${createHash('sha256').update(key).digest('hex')}`;
const entries = [
  { agency: 'ba-dinh', hash: hashed('key-1'), sources: ['/ba-dinh', 'https://x.vn/'] },
  { agency: 'hoan-kiem', hash: hashed('key-2'), sources: ['/hoan-kiem'] },
  { operator: 'duty', hash: hashed('key-9') },
];
const keys = parseKeys(JSON.stringify(entries), 'keys.json');

async function send(headers: Record<string, string>, remoteAddress = '10.0.0.7', withKeys = true) {
  const { app } = await openDoor({ keys: withKeys ? keys : null });
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: '/v1/events',
    headers: { 'content-type': 'application/cloudevents+json', ...headers },
    payload: JSON.stringify(event()),
    remoteAddress,
  });
  return `${statusCode} ${JSON.parse(body).code ?? 'accepted'}`;
}

describe('with keys', () => {
  it('a sender needs a known one, from wherever it sends', async () => {
    expect(await send({ authorization: 'Bearer key-1' })).toBe('202 accepted');
    expect(await send({ authorization: 'bearer key-1' })).toBe('202 accepted');
    expect(await send({}, '127.0.0.1')).toBe('401 NHIP_AUTH_MISSING');
    expect(await send({ authorization: 'Basic a2V5LTE=' })).toBe('401 NHIP_AUTH_MISSING');
    expect(await send({ authorization: 'Bearer key-3' })).toBe('401 NHIP_AUTH_INVALID');
  });

  it("an operator's key opens no door", async () => {
    expect(await send({ authorization: 'Bearer key-9' })).toBe('403 NHIP_AUTH_OPERATOR');
  });

  it('a key opens its own sources only', async () => {
    expect(await send({ authorization: 'Bearer key-2' })).toBe('403 NHIP_AUTH_SOURCE_FOREIGN');
  });

  it('an agency is the same, letters and accents written apart or as one', () => {
    const entry = { agency: 'Sở Nội vụ'.normalize('NFD'), hash: hashed('key-5'), sources: ['/so-noi-vu'] };
    const sender = parseKeys(JSON.stringify([entry]), 'keys.json').authenticate('Bearer key-5');
    if (sender instanceof Error) throw sender;
    expect(agencyFor(sender, '/so-noi-vu')).toBe('Sở Nội vụ'.normalize('NFC'));
  });

  it('a prefix ends where a segment does', () => {
    const sender = keys.authenticate('Bearer key-1');
    if (sender instanceof Error) throw sender;
    for (const source of ['/ba-dinh', '/ba-dinh/x', '/ba-dinh?x', 'https://x.vn/y']) {
      expect(agencyFor(sender, source)).toBe('ba-dinh');
    }
    for (const source of ['/ba-dinh-2', '/BA-DINH', '//ba-dinh', 'https://x.vn']) {
      expect(agencyFor(sender, source)).toMatchObject({ code: 'NHIP_AUTH_SOURCE_FOREIGN' });
    }
  });
});

describe('whoever asks', () => {
  const asker = (authorization: string | undefined, remoteAddress: string, withKeys = true) => {
    const request = { headers: { authorization }, socket: { remoteAddress } } as unknown as FastifyRequest;
    return askerOf(withKeys ? keys : null, request);
  };

  it('is known by a key, from wherever', () => {
    expect(asker('Bearer key-1', '10.0.0.7')).toEqual({ kind: 'agency', agency: 'ba-dinh' });
    expect(asker('Bearer key-9', '10.0.0.7')).toEqual({ kind: 'operator' });
    expect(asker(undefined, '127.0.0.1')).toEqual({ kind: 'anyone' });
    expect(asker('Bearer key-3', '127.0.0.1')).toMatchObject({ code: 'NHIP_AUTH_INVALID' });
  });

  it('is an operator on this machine where there are no keys, and nobody from elsewhere', () => {
    expect(asker(undefined, '127.0.0.1', false)).toEqual({ kind: 'operator' });
    expect(asker('Bearer key-9', '10.0.0.7', false)).toEqual({ kind: 'anyone' });
  });
});

describe('without keys', () => {
  it('only this machine may send, and not for others', async () => {
    expect(await send({}, '127.0.0.1', false)).toBe('202 accepted');
    expect(await send({}, '::1', false)).toBe('202 accepted');
    expect(await send({}, '::ffff:127.0.0.1', false)).toBe('202 accepted');
    expect(await send({}, '10.0.0.7', false)).toBe('403 NHIP_AUTH_LOOPBACK_ONLY');
    expect(await send({ 'x-forwarded-for': '10.0.0.7' }, '127.0.0.1', false)).toBe('403 NHIP_AUTH_LOOPBACK_ONLY');
  });

  it('the agency is the first path segment of the source', () => {
    const segments = {
      '/ba-dinh/one-gate': 'ba-dinh',
      'ba-dinh/x': 'ba-dinh',
      'ba-dinh': 'ba-dinh',
      'https://dvc.hanoi.vn/ba-dinh?x#y': 'ba-dinh',
      '//dvc.hanoi.vn/ba-dinh': 'ba-dinh',
      'urn:vn:hanoi': 'vn:hanoi',
      '/S%E1%BB%9F/x': 'Sở',
      '/': null,
      'https://dvc.hanoi.vn': null,
      '/%C0%A0': null,
      '#x': null,
    };
    for (const [source, agency] of Object.entries(segments))
      expect([source, firstPathSegment(source)]).toEqual([source, agency]);
  });
});

describe('a file of keys is refused', () => {
  it('when it cannot be read', async () => {
    await expect(readKeys('/no/such/keys.json')).rejects.toMatchObject({ code: 'NHIP_KEYS_INVALID' });
  });

  it('with every fault named', () => {
    const parse = (value: unknown) => () => parseKeys(JSON.stringify(value), 'keys.json');
    expect(() => parseKeys('{', 'keys.json')).toThrow('keys.json is not JSON');
    expect(parse([])).toThrow('at least one key');
    expect(parse([{ agency: '', hash: 'key-1', sources: [] }])).toThrow(/0\.agency.*0\.hash.*0\.sources/s);
    expect(parse([{ ...entries[0], key: 'x' }])).toThrow('key');
    expect(parse([entries[0], entries[0]])).toThrow('one and the same key');
    expect(parse([entries[0], { operator: 'x', hash: hashed('key-1') }])).toThrow('one and the same key');
    expect(parse([{ operator: '', hash: hashed('key-1'), sources: ['/'] }])).toThrow(/operator.*sources/s);
  });
});
