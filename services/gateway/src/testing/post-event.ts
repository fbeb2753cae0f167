// Posts to a door for tests: what was answered, and what a refusal says in one line.
import type { InjectOptions } from 'fastify';
import { expect } from 'vitest';
import { type Door, type DoorOptions, openDoor } from './open-door.ts';

export const STRUCTURED = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';

export async function post(door: Door, payload: unknown, headers: Record<string, string> = {}) {
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

export async function postOnce(payload: unknown, headers: Record<string, string> = {}, options: DoorOptions = {}) {
  return post(await openDoor(options), payload, headers);
}

/** Status and code of a refusal, which is a problem+json. */
export async function refusal(payload: unknown, headers: Record<string, string> = {}, options: DoorOptions = {}) {
  const door = await openDoor(options);
  const { status, headers: answered, answer } = await post(door, payload, headers);
  expect(answered['content-type']).toMatch(/^application\/problem\+json\b/);
  expect(answer).toMatchObject({ status, code: expect.any(String), title: expect.any(String) });
  expect(door.appended).toEqual([]);
  expect(door.rejectedCodes).toEqual([answer.code]);
  return `${status} ${answer.code}${answer.pointer === undefined ? '' : ` ${answer.pointer}`}`;
}
