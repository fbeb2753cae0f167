// CloudEvents over HTTP: which mode a request is in, and the binary mode, where attributes are `ce-` headers.
import { type Fault, quote } from '../fault.ts';
import { AGENCY_ATTRIBUTE, type DecodedEvent, envelopeOf } from './attribute-rules.ts';
import type { Envelope } from './envelope.ts';
import { bytesData } from './structured.ts';

/** `unsupported`: a CloudEvents format other than JSON, or a charset other than UTF-8. `none`: no CloudEvent at all. */
export type HttpMode = 'batch' | 'structured' | 'binary' | 'unsupported' | 'none';

/** Header names in lower case, as Node gives them. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const requiredHeaders = ['ce-id', 'ce-source', 'ce-specversion', 'ce-type'] as const;

/** By Content-Type alone, then by the `ce-` headers. One of the four suffices: what is missing is then told by name. */
export function httpModeOf(headers: HttpHeaders): HttpMode {
  const [essence = '', ...parameters] = String(headers['content-type'] ?? '')
    .toLowerCase()
    .split(';');
  const mediaType = essence.trim();
  if (mediaType.startsWith('application/cloudevents')) {
    if (!parameters.every(isUtf8Parameter)) return 'unsupported';
    if (mediaType === 'application/cloudevents-batch+json') return 'batch';
    return mediaType === 'application/cloudevents+json' ? 'structured' : 'unsupported';
  }
  return requiredHeaders.some((name) => headers[name] !== undefined) ? 'binary' : 'none';
}

function isUtf8Parameter(parameter: string): boolean {
  const [name = '', value = ''] = parameter.split('=');
  return name.trim() !== 'charset' || /^"?(?:utf-?8|us-ascii)"?$/.test(value.trim());
}

/** @param body the data; empty: the event has none. */
export function decodeHttpBinary(headers: HttpHeaders, body: Uint8Array): DecodedEvent {
  const members: Record<string, unknown> = Object.create(null);
  const faults: Fault[] = [];
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith('ce-') || value === undefined) continue;
    const name = header.slice(3);
    if (isRefusedName(name)) {
      const message = `the header ${header} must not be sent`;
      faults.push({ code: 'NHIP_EVENT_ATTRIBUTE_NAME', pointer: `/${name}`, message });
    } else {
      members[name] = headerText(name, value, faults);
    }
  }
  const contentType = headers['content-type'];
  if (typeof contentType === 'string' && contentType !== '') members.datacontenttype = contentType;
  if (faults.length > 0) return { kind: 'rejected', faults };
  return envelopeOf(members, bytesData(body, typeof contentType === 'string' ? contentType : null, '/data'));
}

/** Names that only the structured form, the Content-Type header or this service may carry. */
function isRefusedName(name: string): boolean {
  return name === 'datacontenttype' || name === 'data' || name === 'data_base64' || name === AGENCY_ATTRIBUTE;
}

export interface HttpMessage {
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when the event has no data. */
  readonly body: Uint8Array;
}

export function encodeHttpBinary({ data, datacontenttype, extensions, ...context }: Envelope): HttpMessage {
  const headers: Record<string, string> = {};
  if (datacontenttype !== null) headers['content-type'] = datacontenttype;
  for (const [name, value] of [...Object.entries(context), ...Object.entries(extensions)]) {
    if (value !== null) headers[`ce-${name}`] = percentEncode(String(value));
  }
  return { headers, body: dataBytes(data) };
}

export function dataBytes(data: Envelope['data']): Uint8Array {
  if (data.kind === 'none') return new Uint8Array(0);
  return data.kind === 'json' ? Buffer.from(JSON.stringify(data.value), 'utf8') : data.bytes;
}

/** Space, double quote, percent and all outside of U+0021 to U+007E, as upper-case hex of their UTF-8 bytes. */
function percentEncode(value: string): string {
  return value.replace(/[^!#$&-~]/gu, (character) => {
    let encoded = '';
    for (const byte of Buffer.from(character, 'utf8')) {
      encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }
    return encoded;
  });
}

/** A header's value: a quoted string is undone first, then percent signs exactly once. */
function headerText(name: string, value: string | readonly string[], faults: Fault[]): string | null {
  const raw = typeof value === 'string' ? value : value.join(', ');
  const unquoted = raw.startsWith('"') ? unquote(raw) : raw;
  const decoded = unquoted === null || !/^[ -~]*$/.test(unquoted) ? null : percentDecode(unquoted);
  if (decoded === null) {
    const message =
      `${name} ${quote(raw)} is not a header value of printable ASCII with percent-encoded UTF-8: encode it so ` +
      '(% itself as %25), or send the event in structured mode';
    faults.push({ code: 'NHIP_EVENT_ATTRIBUTE_INVALID', pointer: `/${name}`, message });
  }
  return decoded;
}

function unquote(raw: string): string | null {
  return /^"(?:[^"\\]|\\.)*"$/.test(raw) ? raw.slice(1, -1).replace(/\\(.)/g, '$1') : null;
}

/** Null for an escape that is broken, or for bytes that are not UTF-8 (over-long forms among them). */
function percentDecode(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
