// The door on a real socket: what a sender sees whose body is too large, and what that costs.
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Door, event, openDoor } from './testing/open-door.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => door.app.close());

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends a body in chunks, without saying how long it is. */
function send(chunks: Iterable<Buffer>): Promise<Answer> {
  const { port } = door.app.server.address() as AddressInfo;
  const headers = { 'content-type': 'application/cloudevents+json' };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', path: '/v1/events', headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
}

function* spaces(mebibytes: number): Iterable<Buffer> {
  const chunk = Buffer.alloc(1024 * 1024, 32);
  for (let index = 0; index < mebibytes; index++) yield chunk;
}

it('answers a body of 50 MB of unknown length with 413, and takes the next event', async () => {
  const { status, body } = await send(spaces(50));
  expect([status, JSON.parse(body).code]).toEqual([413, 'NHIP_DOOR_BODY_TOO_LARGE']);
  expect((await send([Buffer.from(JSON.stringify(event()))])).status).toBe(202);
});

it('stores nothing of a body that breaks off, and takes the next event', async () => {
  const before = door.appended.length;
  const { port } = door.app.server.address() as AddressInfo;
  const refused = Promise.withResolvers<void>();
  const headers = { 'content-type': 'application/cloudevents+json', 'content-length': 1000 };
  const sent = request({ host: '127.0.0.1', port, method: 'POST', path: '/v1/events', headers });
  sent.on('error', () => refused.resolve());
  sent.write(JSON.stringify(event()), () => sent.destroy(new Error('broken off')));
  await refused.promise;
  expect((await send([Buffer.from(JSON.stringify(event()))])).status).toBe(202);
  expect(door.appended.length).toBe(before + 1);
});

/** As simple clients do: reads nothing before everything is sent, and keeps no connection. */
async function sendThenRead(mebibytes: number, head: string): Promise<string> {
  const { port } = door.app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /v1/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${head}\r\n`);
  await pipeline(spaces(mebibytes), socket, { end: false });
  return text(socket);
}

it('lets a sender who reads only when all is sent have the answer too', async () => {
  const length = `content-length: ${50 * 1024 * 1024}\r\n`;
  const type = 'content-type: application/cloudevents+json\r\n';
  expect(await sendThenRead(50, length + type)).toMatch(/^HTTP\/1\.1 413 [\s\S]*NHIP_DOOR_BODY_TOO_LARGE/);
  const packed = `${length}${type}content-encoding: rot13\r\n`;
  expect(await sendThenRead(50, packed)).toMatch(/^HTTP\/1\.1 415 [\s\S]*NHIP_DOOR_ENCODING_UNKNOWN/);
});

it('does not read on for ever', async () => {
  const endless = `transfer-encoding: chunked\r\ncontent-type: application/cloudevents+json\r\n\r\n${(512 * 1024 * 1024).toString(16)}\r\n`;
  await expect(sendThenRead(512, endless.slice(0, -2))).rejects.toThrow(/EPIPE|ECONNRESET/);
});
