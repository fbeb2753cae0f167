// GET /reference/…: the pages that explain the catalogue that runs, as HTML, for the links of dashboards and alerts. They are those
// that `nhip catalogue docs` writes, under the same paths, with or without `.md`.
import type { ReferencePage } from '@nhip/catalogue';
import type { FastifyPluginAsync } from 'fastify';
import { marked } from 'marked';

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
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)} – Nhịp</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.25rem .5rem;vertical-align:top}
pre{background:#f6f6f6;padding:.75rem;overflow:auto}</style></head>
<body><p><a href="${ROOT}">Danh mục chỉ số / All KPIs</a></p>
${await marked.parse(text, { async: true, gfm: true })}</body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
