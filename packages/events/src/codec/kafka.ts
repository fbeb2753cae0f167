// CloudEvents over Kafka: binary (attributes are `ce_` record headers in plain UTF-8) and structured. There is no batched mode.
import { isUtf8 } from 'node:buffer';
import { type Fault, reject } from '../fault.ts';
import { AGENCY_ATTRIBUTE, type DecodedEvent, envelopeOf } from './attribute-rules.ts';
import { type Envelope, noData } from './envelope.ts';
import { dataBytes } from './http.ts';
import { bytesData, decodeStructured, encodeStructured } from './structured.ts';

/** Record headers; a value as bytes or as the text it was decoded to. */
export type KafkaHeaders = Readonly<Record<string, string | Uint8Array | undefined>>;

export interface KafkaMessage {
  readonly headers: Readonly<Record<string, string>>;
  /** Null: the event has no data (a tombstone on a compacted topic). */
  readonly value: Uint8Array | null;
}

const STRUCTURED_TYPE = 'application/cloudevents+json; charset=UTF-8';

/** A structured format other than JSON is refused; its record can still be kept as it is. */
export function decodeKafka(headers: KafkaHeaders, value: Uint8Array | null): DecodedEvent {
  const contentType = headerText(headers['content-type']);
  if (contentType === null) return reject('NHIP_EVENT_TEXT_BROKEN', '/datacontenttype', 'content-type is not UTF-8');
  const mediaType = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (!mediaType.startsWith('application/cloudevents')) return decodeBinary(headers, contentType, value);
  if (mediaType === 'application/cloudevents+json') return decodeStructured(value ?? new Uint8Array(0));
  return reject(
    'NHIP_EVENT_FORMAT_UNKNOWN',
    '/datacontenttype',
    `${mediaType} is not understood, only the JSON format is`,
  );
}

export function encodeKafkaStructured(envelope: Envelope): KafkaMessage {
  return { headers: { 'content-type': STRUCTURED_TYPE }, value: Buffer.from(encodeStructured(envelope), 'utf8') };
}

export function encodeKafkaBinary({ data, datacontenttype, extensions, ...context }: Envelope): KafkaMessage {
  const headers: Record<string, string> = {};
  if (datacontenttype !== null) headers['content-type'] = datacontenttype;
  for (const [name, value] of [...Object.entries(context), ...Object.entries(extensions)]) {
    if (value !== null) headers[`ce_${name}`] = String(value);
  }
  return { headers, value: data.kind === 'none' ? null : dataBytes(data) };
}

function decodeBinary(headers: KafkaHeaders, contentType: string, value: Uint8Array | null): DecodedEvent {
  const members: Record<string, unknown> = Object.create(null);
  const faults: Fault[] = [];
  for (const [header, raw] of Object.entries(headers)) {
    if (!header.startsWith('ce_') || raw === undefined) continue;
    const name = header.slice(3);
    const text = headerText(raw);
    // The binding puts it into content-type alone, but a widespread SDK repeats it: harmless as long as both agree.
    if (name === 'datacontenttype' && text === contentType) continue;
    if (isRefusedName(name)) {
      const message = `the header ${header} must not be sent`;
      faults.push({ code: 'NHIP_EVENT_ATTRIBUTE_NAME', pointer: `/${name}`, message });
    } else if (text === null) {
      faults.push({
        code: 'NHIP_EVENT_TEXT_BROKEN',
        pointer: `/${name}`,
        message: `the header ${header} is not UTF-8`,
      });
    } else {
      members[name] = text;
    }
  }
  if (contentType !== '') members.datacontenttype = contentType;
  if (faults.length > 0) return { kind: 'rejected', faults };
  const data = value === null ? noData : bytesData(value, contentType === '' ? null : contentType, '/data');
  return envelopeOf(members, data);
}

function isRefusedName(name: string): boolean {
  return name === 'datacontenttype' || name === 'data' || name === 'data_base64' || name === AGENCY_ATTRIBUTE;
}

/** Null when the bytes are not UTF-8; an absent header reads as empty. */
function headerText(raw: string | Uint8Array | undefined): string | null {
  if (raw === undefined || typeof raw === 'string') return raw ?? '';
  return isUtf8(raw) ? Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8') : null;
}
