// The page at `/`: what this is and where to go, for whoever opens the address in a browser.
import type { Plan } from '@nhip/core';

export interface StartPage {
  readonly plan: Plan;
  readonly manualClock: boolean;
  /** The data is invented; the page says so. */
  readonly simulated: boolean;
}

const PLACES = [
  ['/v1/kpis', 'the KPIs of the catalogue'],
  ['/reference/', 'what each KPI means, and which events feed it'],
  ['/metrics', 'current values for Prometheus, and the service’s own metrics'],
  ['/docs', 'the interface, readable and to be tried'],
  ['/openapi.json', 'the interface for programs'],
  ['/readyz', 'whether the service is ready'],
] as const;

export function startPage({ plan, manualClock, simulated }: StartPage): string {
  const places = PLACES.map(([path, what]) => `<li><a href="${path}">${path}</a>: ${what}</li>`);
  const kpis = plan.kpis.map(
    ({ id, title }) =>
      `<li><a href="/v1/kpis/${encodeURIComponent(id)}/values?grain=month">${html(id)}</a>: ${html(title.en)}` +
      ` <span lang="vi">(${html(title.vi)})</span></li>`,
  );
  const notes = [
    ...(simulated
      ? ['<p><strong>All data here is simulated.</strong> It says nothing about any real office.</p>']
      : []),
    ...(manualClock ? ['<p>The clock is manual: it moves with <code>nhip tick</code> only.</p>'] : []),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Nhịp: ${html(plan.title.en)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}</style></head>
<body><h1>Nhịp</h1><p>${html(plan.title.en)} <span lang="vi">(${html(plan.title.vi)})</span></p>
${notes.join('\n')}
<ul>${places.join('\n')}</ul>
<h2>KPIs</h2><ul>${kpis.join('\n')}</ul>
<p>Events go to <code>POST /v1/events</code> as CloudEvents 1.0.</p></body></html>
`;
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
