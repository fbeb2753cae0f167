// Which content coding a scrape gets, and that what was packed comes out as it was.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codingOf, encoded } from './content-coding.ts';

describe('the coding of an answer', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['gzip, zstd', 'zstd'],
    ['gzip, zstd;q=0.9', 'gzip'],
    ['identity, gzip;q=0.5', 'identity'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=much', 'identity'],
    ['br', 'identity'],
    ['*', 'zstd'],
    ['*, zstd;q=0', 'gzip'],
  ])('for %j is %s', (acceptEncoding, coding) => {
    expect(codingOf(acceptEncoding)).toBe(coding);
  });

  it('keeps the text', async () => {
    const text = 'kpi_x_ratio{unit="hà nội"} 1\n'.repeat(10_000);
    const source = (): Readable => Readable.from([Buffer.from(text)], { objectMode: false });
    expect(gunzipSync(await buffer(encoded(source(), 'gzip'))).toString()).toBe(text);
    expect(zstdDecompressSync(await buffer(encoded(source(), 'zstd'))).toString()).toBe(text);
    expect((await buffer(encoded(source(), 'identity'))).toString()).toBe(text);
  });
});
