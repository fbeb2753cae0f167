// A CloudEvents 1.0 event, apart from how it travels. Every codec of this folder gives and takes this one shape.

export interface Envelope {
  readonly id: string;
  /** URI-reference, as it was sent. */
  readonly source: string;
  readonly specversion: '1.0';
  readonly type: string;
  /** RFC 3339, as it was sent: when the statement was made. */
  readonly time: string | null;
  /** Present whenever the data is JSON, also where the sender left it to be understood. */
  readonly datacontenttype: string | null;
  readonly dataschema: string | null;
  readonly subject: string | null;
  /** Extension attributes by name; an object without prototype. Binary modes know only strings. */
  readonly extensions: Extensions;
  readonly data: Data;
}

export type AttributeValue = string | number | boolean;
export type Extensions = Readonly<Record<string, AttributeValue>>;

/** Bytes of length 0 do not exist: HTTP cannot tell them from no data. */
export type Data =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export const noData: Data = { kind: 'none' };
export const noExtensions: Extensions = Object.freeze(Object.create(null));

/** JSON by its name: the subtype is `json` or ends with `+json`. Parameters and case do not matter. */
export function isJsonType(mediaType: string): boolean {
  if (mediaType === 'application/json') return true;
  const essence = (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return /^[^/]+\/(?:json|[^/]+\+json)$/.test(essence);
}
