// Structured mode (one event as JSON) and the batch (a JSON list of events): the same on HTTP and Kafka.
import { isUtf8 } from 'node:buffer';
import { type Fault, quote, type Rejected, reject } from '../fault.ts';
import { limits } from '../limits.ts';
import { type DecodedEvent, envelopeOf } from './attribute-rules.ts';
import { type Data, type Envelope, isJsonType, noData } from './envelope.ts';
import { elementTexts, isDeeperThan, type JsonPath, pointerOf, readJson } from './json-text.ts';

export type DecodedBatch = { readonly kind: 'batch'; readonly events: readonly DecodedEvent[] } | Rejected;

export function decodeStructured(bytes: Uint8Array): DecodedEvent {
  const json = readJson(bytes);
  if (json.kind === 'broken') return reject(json.code, '', json.message);
  if (json.inexact.length > 0) return { kind: 'rejected', faults: inexactOnes(json.inexact, 0) };
  return eventOf(json.value);
}

/** Syntax errors reject the whole list; an element that is bad only rejects itself. */
export function decodeBatch(bytes: Uint8Array): DecodedBatch {
  const json = readJson(bytes);
  if (json.kind === 'broken') {
    const texts = json.code === 'NHIP_EVENT_TOO_DEEP' ? elementTexts(bytes) : null;
    // Only one of them may be too deep: then each is read by itself, so that it blocks no other.
    if (texts !== null)
      return { kind: 'batch', events: texts.map((text) => decodeStructured(Buffer.from(text, 'utf8'))) };
    return reject(json.code, '', json.message);
  }
  const { value } = json;
  if (!Array.isArray(value)) {
    return reject('NHIP_EVENT_NOT_LIST', '', `a batch is a JSON list of events, not ${quote(value)}`);
  }
  if (json.inexact.length === 0) return { kind: 'batch', events: value.map(eventOf) };
  const faulty = Map.groupBy(json.inexact, ({ path }) => path[0]);
  const events = value.map((element, index): DecodedEvent => {
    const paths = faulty.get(String(index));
    return paths === undefined ? eventOf(element) : { kind: 'rejected', faults: inexactOnes(paths, 1) };
  });
  return { kind: 'batch', events };
}

/** The event as structured JSON, attributes first, data last. */
export function encodeStructured(envelope: Envelope): string {
  return JSON.stringify(structuredMembers(envelope));
}

export function encodeBatch(envelopes: readonly Envelope[]): string {
  return JSON.stringify(envelopes.map(structuredMembers));
}

function structuredMembers({ data, extensions, ...context }: Envelope): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(context)) if (value !== null) members[name] = value;
  Object.assign(members, extensions);
  if (data.kind === 'json') members.data = data.value;
  else if (data.kind === 'bytes') Object.assign(members, byteMembers(data.bytes, context.datacontenttype));
  return members;
}

function byteMembers(bytes: Uint8Array, mediaType: string | null): Record<string, string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isText = mediaType !== null && /^(?:text\/|[^;]*[/+]xml\b)/i.test(mediaType) && isUtf8(buffer);
  return isText ? { data: buffer.toString('utf8') } : { data_base64: buffer.toString('base64') };
}

function inexactOnes(paths: readonly JsonPath[], from: number): readonly Fault[] {
  return paths.slice(0, limits.faultsMax).map((path) => inexact(path, from));
}

function inexact({ path, source }: JsonPath, from: number): Fault {
  const message = `${quote(source)} cannot be kept exactly; send fewer digits, or a decimal as a string`;
  return { code: 'NHIP_EVENT_NUMBER_INEXACT', pointer: pointerOf(path.slice(from)), message };
}

function eventOf(value: unknown): DecodedEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reject('NHIP_EVENT_NOT_OBJECT', '', `an event is a JSON object, not ${quote(value)}`);
  }
  const members = value as Readonly<Record<string, unknown>>;
  return envelopeOf(members, dataOf(members));
}

function dataOf(members: Readonly<Record<string, unknown>>): Data | Fault {
  const { data, data_base64: base64, datacontenttype } = members;
  if (base64 !== undefined && base64 !== null) {
    if (data !== undefined)
      return fault('NHIP_EVENT_DATA_TWICE', '/data_base64', 'data and data_base64 exclude each other');
    return base64Data(base64, datacontenttype);
  }
  if (data === undefined) return noData;
  if (typeof datacontenttype === 'string' && !isJsonType(datacontenttype)) return textData(data);
  return jsonData(data);
}

export function jsonData(value: unknown): Data | Fault {
  if (typeof value !== 'object' || value === null || !isDeeperThan(value, limits.dataDepthMax)) {
    return { kind: 'json', value };
  }
  return fault('NHIP_EVENT_TOO_DEEP', '/data', `data is nested more than ${limits.dataDepthMax} deep`);
}

/** Data of a type that is not JSON is a string. */
function textData(data: unknown): Data | Fault {
  if (typeof data !== 'string' || !data.isWellFormed()) {
    return fault('NHIP_EVENT_DATA_INVALID', '/data', `data of a type other than JSON is a string, not ${quote(data)}`);
  }
  return data === '' ? noData : { kind: 'bytes', bytes: Buffer.from(data, 'utf8') };
}

function base64Data(base64: unknown, mediaType: unknown): Data | Fault {
  const isBase64 = typeof base64 === 'string' && base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
  if (!isBase64) return fault('NHIP_EVENT_DATA_INVALID', '/data_base64', 'data_base64 is not base64');
  const bytes = Buffer.from(base64, 'base64');
  return bytesData(bytes, typeof mediaType === 'string' ? mediaType : null, '/data_base64');
}

/** Bytes as data: JSON where the media type says so, else bytes of that type. */
export function bytesData(bytes: Uint8Array, mediaType: string | null, pointer: string): Data | Fault {
  if (bytes.byteLength === 0) return noData;
  if (mediaType === null || !isJsonType(mediaType)) return { kind: 'bytes', bytes };
  const json = readJson(bytes);
  if (json.kind === 'broken') return fault(json.code, pointer, json.message);
  const [first] = json.inexact;
  if (first !== undefined) {
    const { code, message, pointer: within } = inexact(first, 0);
    return fault(code, `${pointer}${within}`, message);
  }
  return jsonData(json.value);
}

function fault(code: Fault['code'], pointer: string, message: string): Fault {
  return { code, pointer, message };
}
