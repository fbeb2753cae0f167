// Which format of a scrape a caller gets.
import { expect, it } from 'vitest';
import { scrapeFormatOf } from './formats.ts';

const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

/** As Prometheus 3 asks. */
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1';

it.each([
  [undefined, 'text'],
  ['*/*', 'text'],
  ['text/html', 'text'],
  [PROMETHEUS, 'openmetrics'],
  [PROMETHEUS_3, 'openmetrics'],
  ['application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited', 'text'],
  ['application/openmetrics-text', 'openmetrics'],
  ['Application/OpenMetrics-Text; Version="1.0.0"; Charset=utf-8', 'openmetrics'],
  ['text/plain;version="0.0.4";q=0.9, application/openmetrics-text;q=0.8', 'text'],
  ['application/openmetrics-text;q=0, */*', 'text'],
  ['text/plain;q=0, */*;q=0.1', 'openmetrics'],
  ['application/openmetrics-text; version=0.0.1', 'text'],
  ['application/openmetrics-text;version=1.0.0;q=0.2, text/plain;q=0.3', 'text'],
])('for %j it is %s', (accept, format) => {
  expect(scrapeFormatOf(accept)).toBe(format);
});
