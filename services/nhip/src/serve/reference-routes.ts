// GET /reference/…: the pages that explain the catalogue that runs, as HTML, for the links of dashboards and alerts. They are those
// that `nhip catalogue docs` writes, under the same paths, with or without `.md`.
import type { ReferencePage } from '@nhip/catalogue';
import type { FastifyPluginAsync } from 'fastify';
import { marked } from 'marked';
import { htmlPage } from './html-page.ts';

const ROOT = '/reference/';
const INDEX = 'README.md';
/** Texts of a catalogue are shown; whatever stands in them is never run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function referenceRoutes(pages: readonly ReferencePage[]): FastifyPluginAsync {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const hidden = { schema: { hide: true } };
  return async (app) => {
    app.get('/reference', hidden, (_request, reply) => reply.redirect(ROOT));
    app.get<{ Params: { '*': string } }>(`${ROOT}*`, hidden, async (request, reply) => {
      const asked = request.params['*'];
      const page = byPath.get(asked === '' ? INDEX : asked) ?? byPath.get(`${asked}.md`);
      if (page === undefined) return reply.callNotFound();
      return reply
        .header('content-security-policy', POLICY)
        .type('text/html; charset=utf-8')
        .send(await html(page));
    });
  };
}

async function html({ text }: ReferencePage): Promise<string> {
  const title = /^# (.*)$/m.exec(text)?.[1] ?? '';
  const content = await marked.parse(text, { async: true, gfm: true });
  return htmlPage({ title: `${title} – Nhịp`, body: `${WAY_BACK}\n${content}` });
}

const WAY_BACK = `<p><a href="/">Nhịp</a> › <a href="${ROOT}">Danh mục chỉ số / <span lang="en">All KPIs</span></a></p>`;
