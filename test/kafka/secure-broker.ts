// Kafka: a broker that lets nobody in without TLS and a name: SASL by PLAIN, SCRAM and OAUTHBEARER on one port. Its certificate is
// made for the occasion; its tokens are unsecured ones, as the broker's own validator takes them for tests.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../process/nhip-process.ts';
import { fetchServer, prepareNode } from '../support/kafka/child.ts';
import { reachable } from '../support/kafka/reachable.ts';

const run = promisify(execFile);
export const USER = 'nhip';
export const PASSWORD = 'beat-of-the-city';
const STORE_PASSWORD = 'certificate';
const MODULES = 'org.apache.kafka.common.security';
const POLL_MS = 100;

export interface SecureBroker {
  readonly broker: string;
  /** PEM file with the authority of its certificate. */
  readonly authority: string;
  close(): Promise<void>;
}

export async function startSecureBroker(): Promise<SecureBroker> {
  await fetchServer();
  const folder = mkdtempSync(join(tmpdir(), 'nhip-secure-'));
  const { store, authority } = await makeCertificate(folder);
  const place = { id: 1, clientPort: await freePort(), controllerPort: await freePort() };
  const plainPort = await freePort();
  const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${USER},password=${PASSWORD}]`,
  ]);
  const node = await prepareNode(place, [place], {
    settings: settings({ store, securePort: place.clientPort, plainPort, controllerPort: place.controllerPort }),
    format: users,
  });
  node.start();
  // The broker talks to itself over a port without TLS; when that answers, the other one is open too.
  await reachable(`localhost:${plainPort}`);
  return {
    broker: `localhost:${place.clientPort}`,
    authority,
    close: async () => {
      await node.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function makeCertificate(folder: string): Promise<{ readonly store: string; readonly authority: string }> {
  const [store, authority] = [join(folder, 'broker.p12'), join(folder, 'authority.pem')];
  const common = ['-alias', 'broker', '-keystore', store, '-storetype', 'PKCS12', '-storepass', STORE_PASSWORD];
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=dns:localhost,ip:127.0.0.1'];
  await run('keytool', [
    '-genkeypair',
    ...common,
    ...names,
    '-keyalg',
    'EC',
    '-groupname',
    'secp256r1',
    '-validity',
    '2',
  ]);
  await run('keytool', ['-exportcert', ...common, '-rfc', '-file', authority]);
  return { store, authority };
}

interface Ports {
  readonly store: string;
  readonly securePort: number;
  readonly plainPort: number;
  readonly controllerPort: number;
}

function settings({ store, securePort, plainPort, controllerPort }: Ports): Readonly<Record<string, string>> {
  const scram = `${MODULES}.scram.ScramLoginModule required;`;
  const jaas = (mechanism: string): string => `listener.name.secure.${mechanism}.sasl.jaas.config`;
  return {
    listeners: `SECURE://localhost:${securePort},PLAINTEXT://localhost:${plainPort},CONTROLLER://localhost:${controllerPort}`,
    'advertised.listeners': `SECURE://localhost:${securePort},PLAINTEXT://localhost:${plainPort}`,
    'listener.security.protocol.map': 'SECURE:SASL_SSL,CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'ssl.keystore.location': store,
    'ssl.keystore.password': STORE_PASSWORD,
    'ssl.keystore.type': 'PKCS12',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    [jaas('plain')]: `${MODULES}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`,
    [jaas('scram-sha-256')]: scram,
    [jaas('scram-sha-512')]: scram,
    [jaas('oauthbearer')]:
      `${MODULES}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="${USER}";`,
  };
}

export interface TokenGiver {
  readonly url: string;
  /** How often a token was asked for with the right name and secret. */
  given(): number;
  close(): Promise<void>;
}

const LIFE_SECONDS = 300;

/** The token endpoint of an authority: client credentials in, an unsecured token out. */
export async function startTokenGiver(): Promise<TokenGiver> {
  let given = 0;
  const wanted = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== wanted) {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}');
      return;
    }
    given += 1;
    const body = { access_token: unsecuredToken(), token_type: 'Bearer', expires_in: LIFE_SECONDS };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/token`,
    given: () => given,
    close: async () => {
      server.close();
      while (server.listening) await delay(POLL_MS);
    },
  };
}

function unsecuredToken(): string {
  const seconds = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode({ sub: USER, iat: seconds, exp: seconds + LIFE_SECONDS })}.`;
}
