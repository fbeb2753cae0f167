// The frame of every page that people open in a browser: readable on a phone, on paper, in the dark and with a screen reader.

export interface HtmlPage {
  /** Plain text. */
  readonly title: string;
  readonly body: string;
}

/** Long names are broken rather than pushing the page out of a narrow screen. */
const STYLE = `:root{color-scheme:light dark}
body{background:light-dark(#fff,#121212);color:light-dark(#1f1f1f,#e3e3e3);font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
a{color:light-dark(#0b57d0,#a8c7fa)}
table{border-collapse:collapse}td,th{border:1px solid light-dark(#ccc,#555);padding:.25rem .5rem;vertical-align:top;text-align:left}
code{overflow-wrap:anywhere}pre{background:light-dark(#f6f6f6,#222);padding:.75rem;white-space:pre-wrap}
@media(max-width:40rem){td,th{overflow-wrap:anywhere}}
@media print{:root{color-scheme:light}body{margin:0;max-width:none}tr{break-inside:avoid}}`;

/** Pages are in Vietnamese first; what is in English alone says so in its own `lang`. */
export function htmlPage({ title, body }: HtmlPage): string {
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style></head>
<body><main>
${body}
</main></body></html>
`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
