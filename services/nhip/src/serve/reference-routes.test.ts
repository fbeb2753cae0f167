// The pages that explain the catalogue, as browsers get them.
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { referenceRoutes } from './reference-routes.ts';

const server = fastify();
await server.register(
  referenceRoutes([
    { path: 'README.md', text: '# Danh mục\n\n[on time](dossiers/on-time.md)\n' },
    { path: 'dossiers/on-time.md', text: '# Đúng hạn & <b>sớm\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n' },
  ]),
);
const get = (url: string) => server.inject({ url });

it('is an index, whose links lead to its pages', async () => {
  const { statusCode, body } = await get('/reference/');
  expect(statusCode).toBe(200);
  expect(body).toContain('<a href="dossiers/on-time.md">on time</a>');
  expect((await get('/reference')).headers.location).toBe('/reference/');
});

it.each(['/reference/dossiers/on-time', '/reference/dossiers/on-time.md'])('is a page at %s', async (url) => {
  const { statusCode, headers, body } = await get(url);
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body).toContain('<title>Đúng hạn &amp; &lt;b&gt;sớm – Nhịp</title>');
  expect(body).toContain('<td>2</td>');
  expect(body).toMatch(/<html lang="vi">[\s\S]*<main>[\s\S]*Danh mục chỉ số[\s\S]*<\/main>/);
});

it('runs nothing that stands in a text', async () => {
  expect((await get('/reference/')).headers['content-security-policy']).toContain("default-src 'none'");
});

it('has no other pages', async () => {
  expect((await get('/reference/dossiers/late')).statusCode).toBe(404);
  expect((await get('/reference/../README')).statusCode).toBe(404);
});
