// Content negotiation (RFC 9110, 12.5.1): which of the formats we have does the caller like best. A format may have a version.

interface Range {
  readonly type: string;
  readonly subtype: string;
  /** Null: any. Other parameters of a media type are not looked at. */
  readonly version: string | null;
  readonly quality: number;
}

/**
 * The offered media type with the highest quality; among equals the first offered. Null: none is acceptable.
 * Without an Accept header anything is.
 */
export function negotiate<Offered extends string>(
  accept: string | undefined,
  offered: readonly Offered[],
): Offered | null {
  const ranges = accept === undefined || accept.trim() === '' ? [ANYTHING] : accept.split(',').flatMap(rangeOf);
  let best: { readonly mediaType: Offered; readonly quality: number } | null = null;
  for (const mediaType of offered) {
    const quality = qualityOf(mediaType, ranges);
    if (quality > (best?.quality ?? 0)) best = { mediaType, quality };
  }
  return best?.mediaType ?? null;
}

const ANYTHING: Range = { type: '*', subtype: '*', version: null, quality: 1 };

/** An entry that cannot be read is left out. */
function rangeOf(text: string): readonly Range[] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const match = /^([^\s/]+)\/([^\s/]+)$/.exec(name);
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  if (match?.[1] === undefined || match[2] === undefined) return [];
  if (weight !== undefined && !/^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight)) return [];
  const quality = weight === undefined ? 1 : Number(weight);
  return [{ type: match[1], subtype: match[2], version: versionOf(parameters), quality }];
}

/** The most specific range that matches decides, whatever the others say. */
function qualityOf(mediaType: string, ranges: readonly Range[]): number {
  const [name = '', ...parameters] = mediaType.split(';').map((part) => part.trim());
  const [type = '', subtype = ''] = name.split('/');
  const version = versionOf(parameters);
  const exact = ranges.filter(
    (range) =>
      range.type === type && range.subtype === subtype && (range.version === null || range.version === version),
  );
  const family = ranges.filter((range) => range.type === type && range.subtype === '*');
  const any = ranges.filter((range) => range.type === '*' && range.subtype === '*');
  const deciding = [exact, family, any].find((matching) => matching.length > 0) ?? [];
  return Math.max(0, ...deciding.map(({ quality }) => quality));
}

function versionOf(parameters: readonly string[]): string | null {
  const version = parameters.find((parameter) => parameter.startsWith('version='))?.slice('version='.length);
  // It may stand in quotes.
  return version?.replace(/^"(.*)"$/, '$1') ?? null;
}
