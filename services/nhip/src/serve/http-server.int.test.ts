// The HTTP server while it closes: who still comes is answered as ever, and never by a bare 503.
import { expect, it } from 'vitest';
import { buildHttpServer, listen } from './http-server.ts';

it('answers who comes while it closes', async () => {
  const server = await buildHttpServer({ version: '0', startPage: 'Nhịp', routes: [] });
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
