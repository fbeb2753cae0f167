// Test support: what Alertmanager tells a webhook, kept in the order in which it came.
import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Notification {
  /** Path of the address it was sent to. */
  readonly path: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly NotifiedAlert[];
}

export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Webhook {
  readonly url: string;
  received(): readonly Notification[];
  close(): Promise<void>;
}

export async function openWebhook(): Promise<Webhook> {
  const received: Notification[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const told = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Omit<Notification, 'path'>;
      received.push({ path: request.url ?? '', status: told.status, alerts: told.alerts });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received: () => received,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
