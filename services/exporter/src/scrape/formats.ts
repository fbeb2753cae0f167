// The formats of a scrape: which one the caller likes best, and what each is called.
import type { ScrapeFormat } from '@nhip/telemetry';
import { negotiate } from '../query/accept.ts';

const TEXT = 'text/plain; version=0.0.4';
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0';

/** What is answered is always named; a caller that accepts none of the formats gets the one that every scraper reads. */
export function scrapeFormatOf(accept: string | undefined): ScrapeFormat {
  return negotiate(accept, [TEXT, OPENMETRICS]) === OPENMETRICS ? 'openmetrics' : 'text';
}

export const scrapeTypes: Readonly<Record<ScrapeFormat, string>> = {
  text: `${TEXT}; charset=utf-8`,
  openmetrics: `${OPENMETRICS}; charset=utf-8`,
};

/** Behind the last family; a caller sees by it that nothing was cut off. */
export const scrapeEnds: Readonly<Record<ScrapeFormat, string>> = { text: '', openmetrics: '# EOF\n' };
