// The HTTP server of the process: what it answers that no route does, and how it closes.
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { buildHttpServer, type HttpServerOptions, listen } from './http-server.ts';

const logger = { error: () => {} };
const options: HttpServerOptions = { version: '0', startPage: 'Nhịp', routes: [], logger };

let server: FastifyInstance;
afterEach(() => server.close());

it('answers who comes while it closes', async () => {
  server = await buildHttpServer(options);
  const isClosing = Promise.withResolvers<void>();
  const mayClose = Promise.withResolvers<void>();
  server.addHook('preClose', async () => {
    isClosing.resolve();
    await mayClose.promise;
  });
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  const closed = server.close();
  await isClosing.promise;

  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect([response.status, await response.text()]).toEqual([200, 'Nhịp']);
  expect(response.headers.get('connection')).toBe('close');

  mayClose.resolve();
  await closed;
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

/** Sends bytes as they are; gives the status, the code and the Allow header of the problem that is answered. */
async function refusal(sent: string): Promise<string> {
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(sent);
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  expect(head).toMatch(/^content-type: application\/problem\+json$/im);
  const problem = JSON.parse(body);
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${problem.status} \\w`));
  expect(problem).toMatchObject({ type: `urn:nhip:problem:${problem.code}`, title: expect.any(String) });
  const allow = /^allow: (.*)$/im.exec(head)?.[1];
  return `${problem.status} ${problem.code}${allow === undefined ? '' : ` ${allow}`}`;
}

const HEADERS = 'host: x\r\nconnection: close\r\n';

async function startWithRoutes(requestMsMax?: number): Promise<void> {
  const routes: HttpServerOptions['routes'] = [
    async (app) => {
      app.get('/v1/kpis/:kpi/values', (request) => request.headers);
      app.get('/pages/*', (_request, reply) => reply.callNotFound());
    },
  ];
  server = await buildHttpServer({ ...options, routes, ...(requestMsMax === undefined ? {} : { requestMsMax }) });
  await listen(server, { host: '127.0.0.1', port: 0 });
}

it('answers an address or a method that nobody has with a problem', async () => {
  await startWithRoutes();
  expect(await refusal(`GET /nowhere HTTP/1.1\r\n${HEADERS}\r\n`)).toBe('404 NHIP_DOOR_ADDRESS_UNKNOWN');
  expect(await refusal(`GET /pages/none HTTP/1.1\r\n${HEADERS}\r\n`)).toBe('404 NHIP_DOOR_ADDRESS_UNKNOWN');
  expect(await refusal(`GET /v1/kpis/a/values/ HTTP/1.1\r\n${HEADERS}\r\n`)).toBe('404 NHIP_DOOR_ADDRESS_UNKNOWN');
  for (const method of ['POST', 'PROPFIND', 'TRACE', 'QUERY']) {
    const sent = `${method} /v1/kpis/a/values?x=/ HTTP/1.1\r\n${HEADERS}content-type: a/b\r\ncontent-length: 2\r\n\r\n{}`;
    expect(await refusal(sent)).toBe('405 NHIP_DOOR_METHOD GET, HEAD');
  }
});

it.each([
  ['no HTTP at all', '\u0016\u0003\u0001\r\n\r\n', '400 NHIP_DOOR_REQUEST_INVALID'],
  ['an unknown method', `FOO / HTTP/1.1\r\n${HEADERS}\r\n`, '400 NHIP_DOOR_REQUEST_INVALID'],
  ['half an escape', `GET /v1/%e1 HTTP/1.1\r\n${HEADERS}\r\n`, '400 NHIP_DOOR_REQUEST_INVALID'],
  [
    'two lengths',
    `POST / HTTP/1.1\r\n${HEADERS}content-length: 1\r\ncontent-length: 2\r\n\r\n`,
    '400 NHIP_DOOR_REQUEST_INVALID',
  ],
  [
    'too many headers',
    `GET / HTTP/1.1\r\n${HEADERS}x: ${'y'.repeat(300_000)}\r\n\r\n`,
    '431 NHIP_DOOR_HEADERS_TOO_LARGE',
  ],
])('answers %s with a problem', async (_, sent, expected) => {
  await startWithRoutes();
  expect(await refusal(sent)).toBe(expected);
});

it('answers who is too slow with a problem', async () => {
  await startWithRoutes(100);
  expect(await refusal('POST / HTTP/1.1\r\nhost: x\r\n')).toBe('408 NHIP_DOOR_TOO_SLOW');
});

it('takes attributes of 64 KiB and thousands of them as headers', async () => {
  await startWithRoutes();
  const { port } = server.server.address() as AddressInfo;
  const headers = Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [`ce-x${index}`, 'y']));
  const sent = { ...headers, 'ce-subject': '%E1%BB%9D'.repeat(20_000) };
  const response = await fetch(`http://127.0.0.1:${port}/v1/kpis/a/values`, { headers: sent });
  expect(await response.json()).toMatchObject(sent);
});

it('passes over an expectation that it does not know', async () => {
  await startWithRoutes();
  expect(await refusal(`GET /nowhere HTTP/1.1\r\n${HEADERS}expect: wonders\r\n\r\n`)).toMatch(/^404 /);
});
