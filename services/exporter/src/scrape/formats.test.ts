// Which format of a scrape a caller gets.
import { expect, it } from 'vitest';
import { scrapeFormatOf } from './formats.ts';

const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

it.each([
  [undefined, 'text'],
  ['*/*', 'text'],
  ['text/html', 'text'],
  [PROMETHEUS, 'openmetrics'],
  ['application/openmetrics-text', 'openmetrics'],
  ['application/openmetrics-text; version=0.0.1', 'text'],
  ['application/openmetrics-text;version=1.0.0;q=0.2, text/plain;q=0.3', 'text'],
])('for %j it is %s', (accept, format) => {
  expect(scrapeFormatOf(accept)).toBe(format);
});
