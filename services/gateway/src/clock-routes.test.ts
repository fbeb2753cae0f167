// Ticks and backfills reach the log through the door of this machine only.
import { expect, it } from 'vitest';
import { type DoorOptions, NOW_MS, openDoor } from './testing/open-door.ts';

async function post(
  path: string,
  payload: unknown,
  options: DoorOptions & { remoteAddress?: string; type?: string } = {},
) {
  const { remoteAddress = '127.0.0.1', type = 'application/json', ...door } = options;
  const { app, appended } = await openDoor(door);
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: `/v1/clock/${path}`,
    headers: { 'content-type': type },
    payload: JSON.stringify(payload),
    remoteAddress,
  });
  const entries = appended.map(({ topic, entry }) => [
    topic,
    entry.partition,
    JSON.parse(String(Buffer.from(entry.value))),
  ]);
  return { status: statusCode, answer: JSON.parse(body), entries };
}

it('a tick is written as its moment', async () => {
  const { status, entries } = await post('tick', { at: '2023-07-01T00:00:00+07:00' });
  expect(status).toBe(202);
  expect(entries).toEqual([['clock', 0, { kind: 'tick', at: Date.parse('2023-06-30T17:00:00Z') }]]);
});

it('the beginning and the end of a backfill are written with the time of now', async () => {
  for (const state of ['begin', 'end']) {
    const { status, entries } = await post('backfill', { state });
    expect(status).toBe(202);
    expect(entries).toEqual([['clock', 0, { kind: 'backfill', state, at: NOW_MS }]]);
  }
});

it('a tick is refused when the clock is the one of the system', async () => {
  const { status, answer } = await post('tick', { at: '2023-07-01T00:00:00Z' }, { clock: 'system' });
  expect([status, answer.code]).toEqual([409, 'NHIP_CLOCK_NOT_MANUAL']);
});

it('other machines, other types and other shapes are refused', async () => {
  const tick = { at: '2023-07-01T00:00:00Z' };
  const code = async (...request: Parameters<typeof post>) => {
    const { status, answer, entries } = await post(...request);
    expect(entries).toEqual([]);
    return `${status} ${answer.code}`;
  };
  expect(await code('tick', tick, { remoteAddress: '10.0.0.7' })).toBe('403 NHIP_AUTH_LOOPBACK_ONLY');
  expect(await code('backfill', { state: 'end' }, { remoteAddress: '10.0.0.7' })).toBe('403 NHIP_AUTH_LOOPBACK_ONLY');
  expect(await code('tick', tick, { type: 'text/plain' })).toBe('415 NHIP_DOOR_MEDIA_TYPE');
  for (const bad of [{}, { at: '2023-07-01' }, { at: 5 }, { ...tick, more: 1 }, null, []]) {
    expect(await code('tick', bad)).toBe('400 NHIP_CLOCK_INVALID');
  }
  expect(await code('backfill', { state: 'pause' })).toBe('400 NHIP_CLOCK_INVALID');
});
