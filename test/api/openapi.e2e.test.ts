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

it('is readable at /docs', async () => {
  const answer = await fetch(`${service.url}/docs/`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('swagger-ui');
});
