// Import: the sender against small servers that misbehave as real ones do.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { openSender } from './sender.ts';

let server: Server | null = null;
afterEach(() => void server?.close());

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
}

const ACCEPTED = JSON.stringify({ accepted: 1, rejected: 0, results: [{ index: 0, status: 'accepted' }] });

describe('a sender', () => {
  it('waits and tries again when the service is busy, as long as it is asked to', async () => {
    const answers = [503, 429, 408, 202];
    const waits: number[] = [];
    const url = await serve((_, response) => {
      const status = answers.shift() ?? 500;
      response.writeHead(status, status === 429 ? { 'retry-after': '3' } : {}).end(status === 202 ? ACCEPTED : '');
    });
    const sender = openSender({ url, key: null, wait: async (ms) => void waits.push(ms) });
    expect(await sender.send([{}])).toEqual([{ kind: 'accepted' }]);
    expect(waits).toHaveLength(3);
    expect(waits[1]).toBe(3_000);
  });

  it('gives up after a bounded number of attempts, with the reason', async () => {
    const sender = openSender({ url: 'http://127.0.0.1:9', key: null, attemptsMax: 3, wait: async () => undefined });
    await expect(sender.send([{}])).rejects.toThrow(
      /after 3 attempts: it cannot be reached \(is the service running\?\)/,
    );
  });

  it('takes no page that answers in the place of the service for its word', async () => {
    const url = await serve((_, response) => void response.writeHead(200).end('<html>Log in</html>'));
    const sender = openSender({ url, key: null });
    await expect(sender.send([{}])).rejects.toThrow('is it a Nhịp service?');
    await expect(sender.post('/v1/clock/tick', {})).rejects.toThrow('is it a Nhịp service?');
  });

  it('does not repeat what is refused for good, and shows what the service said', async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      asked += 1;
      expect(request.headers.authorization).toBe('Bearer s3cret');
      response.writeHead(403).end(JSON.stringify({ title: 'The source belongs to another', detail: 'key of x' }));
    });
    await expect(openSender({ url, key: 's3cret' }).send([{}])).rejects.toThrow(
      'The source belongs to another: key of x',
    );
    expect(asked).toBe(1);
  });

  it('sends a batch that is too large in halves, and tells of one event that is', async () => {
    const sizes: number[] = [];
    const url = await serve((request, response) => {
      void json(request).then((events) => {
        const batch = events as readonly { readonly huge?: boolean }[];
        sizes.push(batch.length);
        if (batch.length > 2) response.writeHead(413).end();
        else {
          const results = batch.map((_, index) => ({ index, status: batch[index]?.huge ? 'rejected' : 'accepted' }));
          response.writeHead(202).end(JSON.stringify({ results }));
        }
      });
    });
    const verdicts = await openSender({ url, key: null }).send([{}, {}, {}, { huge: true }, {}]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted', 'rejected', 'accepted']);
    expect(sizes).toEqual([5, 3, 2, 1, 2]);
  });

  it('gives up where a single event is too large for the service', async () => {
    const url = await serve((_, response) => response.writeHead(413).end(JSON.stringify({ title: 'Too large' })));
    await expect(openSender({ url, key: null }).send([{}, {}])).rejects.toThrow('413 Too large');
  });

  it('reads verdicts by their index and misses none', async () => {
    const results = [
      { index: 1, status: 'rejected', code: 'NHIP_X', pointer: '/data/fee', message: 'no' },
      { index: 0, status: 'accepted' },
    ];
    const url = await serve((_, response) => response.writeHead(202).end(JSON.stringify({ results })));
    expect(await openSender({ url, key: null }).send([{}, {}])).toEqual([
      { kind: 'accepted' },
      { kind: 'rejected', code: 'NHIP_X', pointer: '/data/fee', message: 'no' },
    ]);
    await expect(openSender({ url, key: null }).send([{}, {}, {}])).rejects.toThrow('no verdict for event 2');
  });

  it('says so when the answer is none of ours', async () => {
    const url = await serve((_, response) => response.end('<html>hello</html>'));
    await expect(openSender({ url, key: null }).send([{}])).rejects.toThrow('is it a Nhịp service?');
  });
});
