// Content coding of a scrape (RFC 9110, 12.5.3): the one that the caller likes best, packed while it is sent, outside of this thread.
import { pipeline, type Readable } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';

export type Coding = 'zstd' | 'gzip' | 'identity';

/** Among equals the first. */
const offered: readonly Coding[] = ['zstd', 'gzip', 'identity'];

/** Whoever asks for none gets none, and so does who refuses everything that we have. */
export function codingOf(acceptEncoding: string | undefined): Coding {
  const asked = new Map((acceptEncoding ?? '').split(',').map(weighted));
  const rest = asked.get('*') ?? 0;
  let best: { readonly coding: Coding; readonly quality: number } = { coding: 'identity', quality: 0 };
  for (const coding of offered) {
    // Plain is always acceptable when it is not refused, but nobody prefers it who asks for something else.
    const quality = asked.get(coding) ?? (coding === 'identity' ? 0 : rest);
    if (quality > best.quality) best = { coding, quality };
  }
  return best.coding;
}

function weighted(text: string): readonly [name: string, quality: number] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const read = quality === undefined ? 1 : Number(quality);
  return [name, read >= 0 && read <= 1 ? read : 0];
}

/** Series differ by little: the quickest level already leaves a tenth. */
const QUICK = 1;

export function encoded(source: Readable, coding: Coding): Readable {
  if (coding === 'identity') return source;
  const packer =
    coding === 'gzip'
      ? createGzip({ level: QUICK })
      : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: QUICK } });
  // A caller that leaves ends both; what went wrong is told by the stream that is sent.
  return pipeline(source, packer, () => {});
}
