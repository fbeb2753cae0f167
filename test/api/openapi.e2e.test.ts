// Interface: the description of the interface is valid OpenAPI, names every public route, and can be read in a browser.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInCatalogue } from '@nhip/catalogue';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, type Service, startService } from '../process/nhip-process.ts';

const ROUTES = [
  '/v1/events',
  '/v1/kpis',
  '/v1/kpis/{kpi}/values',
  '/v1/kpis/{kpi}/values/{unit}/{period}/explain',
  '/metrics',
  '/livez',
  '/readyz',
];
const folder = mkdtempSync(join(tmpdir(), 'nhip-openapi-'));
let service: Service;

beforeAll(async () => {
  service = await startService({ port: await freePort(), data: join(folder, 'log'), catalogue: builtInCatalogue() });
});
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('is valid OpenAPI 3.1 and has every public route', async () => {
  const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { readonly paths: object };
  const checked = await new Validator().validate(document);
  expect(checked).toMatchObject({ valid: true });
  for (const route of ROUTES) expect(Object.keys(document.paths)).toContain(route);
});

type Answered = Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
type Documented = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Answered }>>>>;
};

const EVENTS = '/v1/events';
const one = { 'content-type': 'application/cloudevents+json' };
const batch = { 'content-type': 'application/cloudevents-batch+json' };

const asked: readonly (readonly [string, string, number, RequestInit])[] = [
  [EVENTS, EVENTS, 202, { method: 'POST', headers: batch, body: '[{}]' }],
  [EVENTS, EVENTS, 400, { method: 'POST', headers: one, body: '{}' }],
  [EVENTS, EVENTS, 403, { method: 'POST', headers: { ...one, forwarded: 'for=192.0.2.1' }, body: '{}' }],
  [EVENTS, EVENTS, 413, { method: 'POST', headers: one, body: ' '.repeat(2 ** 21) }],
  [EVENTS, EVENTS, 415, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }],
  [EVENTS, EVENTS, 200, { method: 'OPTIONS' }],
  [
    '/v1/clock/tick',
    '/v1/clock/tick',
    400,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
  ],
  ['/v1/kpis', '/v1/kpis', 200, {}],
  ['/v1/kpis', '/v1/kpis?programme=dti', 400, {}],
  ['/v1/kpis/{kpi}/values', '/v1/kpis/online-dossier-rate/values', 200, {}],
  ['/v1/kpis/{kpi}/values', '/v1/kpis/online-dossier-rate/values', 406, { headers: { accept: 'text/html' } }],
  ['/v1/kpis/{kpi}/revisions', '/v1/kpis/none/revisions', 404, {}],
  ['/metrics', '/metrics', 200, {}],
  ['/readyz', '/readyz', 200, {}],
];

it.each(asked)('tells what is answered: %s as in %s with %i', async (path, address, status, request) => {
  const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as Documented;
  const answer = await fetch(`${service.url}${address}`, request);
  expect(answer.status).toBe(status);
  const told = paths[path]?.[(request.method ?? 'GET').toLowerCase()]?.responses[status]?.content;
  expect(Object.keys(told ?? {})).toContain(answer.headers.get('content-type')?.split(';', 1)[0]);
});

it('is readable at /docs', async () => {
  const answer = await fetch(`${service.url}/docs/`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('swagger-ui');
});
