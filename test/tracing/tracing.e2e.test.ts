// Tracing: the real program tells a real OTLP receiver the way of an event from the door to its KPI, under the trace the sender
// named; without an endpoint nothing of the SDK is loaded.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInCatalogue } from '@nhip/catalogue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, type Service, startService, until } from '../process/nhip-process.ts';
import { type Collector, openCollector, type ReceivedSpan } from './collector.ts';

const PRELOAD = new URL('./loaded-packages.ts', import.meta.url).href;
const RECEIVED_MS_MAX = 20_000;
const STATIONS = ['receive', 'append', 'tally commit', 'evaluate'];
const traceOf = (letter: string): string => letter.repeat(32);
const spanOf = (letter: string): string => letter.repeat(16);
const traceparent = (letter: string): string => `00-${traceOf(letter)}-${spanOf(letter)}-01`;

let folder: string;
let service: Service | null = null;
let collector: Collector;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nhip-tracing-'));
  collector = await openCollector();
});
afterEach(async () => {
  await service?.stop();
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(environment: Readonly<Record<string, string>>): Promise<Service> {
  service = await startService({
    port: await freePort(),
    data: join(folder, 'log'),
    catalogue: builtInCatalogue(),
    arguments: [],
    environment: { NODE_OPTIONS: `--import=${PRELOAD}`, ...environment },
  });
  return service;
}

async function push({ url }: Service, id: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const event = {
    specversion: '1.0',
    id,
    source: '/so-xay-dung/one-stop-shop',
    type: 'vn.nhip.dossier.received',
    time: '2024-03-04T09:00:00+07:00',
    ...(headers.traceparent === undefined ? {} : { traceparent: traceparent('e') }),
    data: { dossierId: id, procedure: '1.004227', channel: 'online', receivedAt: '2024-03-04T08:55:00+07:00' },
  };
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', ...headers },
    body: JSON.stringify(event),
  });
  expect(response.status).toBe(202);
}

async function onlineDossiers({ url }: Service): Promise<number> {
  const query = 'unit=hanoi&grain=year&from=2024-01-01&to=2025-01-01';
  const response = await fetch(`${url}/v1/kpis/online-dossier-rate/values?${query}`);
  const { values } = (await response.json()) as { readonly values: readonly { readonly numerator: number | null }[] };
  return values[0]?.numerator ?? 0;
}

function named(name: string, traceId: string): readonly ReceivedSpan[] {
  return collector.spans().filter((span) => span.name === name && span.traceId === traceId);
}

describe('with an endpoint', () => {
  it('tells the whole way of an event in one trace, from the door to the KPI', async () => {
    const running = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'nhip-test' });
    await push(running, 'A-1', { traceparent: traceparent('a') });
    await until('all spans of the event are received', RECEIVED_MS_MAX, async () =>
      STATIONS.every((station) => named(station, traceOf('a')).length > 0),
    );
    const way = STATIONS.map((station) => named(station, traceOf('a')));
    expect(way.map((spans) => spans.length)).toEqual([1, 1, 1, 1]);
    const chain = way.flat();
    expect(chain.map(({ parentSpanId }) => parentSpanId)).toEqual([
      spanOf('a'),
      ...chain.slice(0, -1).map(({ spanId }) => spanId),
    ]);
    expect(new Set(chain.map((span) => span.service))).toEqual(new Set(['nhip-test']));
    // What the event says of itself is a link: the request was how it travelled, not where it began.
    expect(chain[0]?.linkedSpanIds).toEqual([spanOf('e')]);
    expect(chain[2]?.attributes).toMatchObject({
      'messaging.destination.name': 'events',
      'messaging.destination.partition.id': '0',
      'messaging.batch.message_count': 1,
    });
    expect(running.output()).toMatch(/loads @opentelemetry\/sdk-trace\b/);
  });

  it('begins a trace of its own where the sender names none, and names every request of a commit', async () => {
    const running = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const letters = ['1', '2', '3', '4', '5', '6', '7', '8'];
    await Promise.all(letters.map((letter) => push(running, letter, { traceparent: traceparent(letter) })));
    await push(running, 'own');
    const appends = (): readonly ReceivedSpan[] => collector.spans().filter(({ name }) => name === 'append');
    const commits = (): readonly ReceivedSpan[] => collector.spans().filter(({ name }) => name === 'tally commit');
    const caused = (): readonly string[] => commits().flatMap((span) => [span.parentSpanId, ...span.linkedSpanIds]);
    await until('nine requests and their commits are received', RECEIVED_MS_MAX, async () => {
      return appends().length === 9 && caused().length === 9;
    });
    expect([...caused()].sort()).toEqual(
      appends()
        .map(({ spanId }) => spanId)
        .sort(),
    );
    const own = collector.spans().filter(({ name, parentSpanId }) => name === 'receive' && parentSpanId === '');
    expect(own).toHaveLength(1);
    expect(own[0]?.service).toBe('nhip');
  });

  it('serves on and ends well when nobody listens there', async () => {
    const running = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
    await push(running, 'A-1', { traceparent: traceparent('a') });
    await until('the event shows', RECEIVED_MS_MAX, async () => (await onlineDossiers(running)) === 1);
    expect(await running.stop()).toBe(0);
    service = null;
  });
});

describe('without an endpoint', () => {
  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
  ])('loads nothing but the interface, and counts the same: %j', async (environment) => {
    const running = await start(environment as Readonly<Record<string, string>>);
    await push(running, 'A-1', { traceparent: traceparent('a') });
    await until('the event shows', RECEIVED_MS_MAX, async () => (await onlineDossiers(running)) === 1);
    await running.stop();
    const loaded = new Set([...running.output().matchAll(/^loads (\S+)$/gm)].map(([, name]) => name));
    expect([...loaded]).toEqual(['@opentelemetry/api']);
    expect(collector.spans()).toEqual([]);
    service = null;
  });
});
