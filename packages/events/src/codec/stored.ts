// Events as they stand in the topic `events`: structured JSON, attributes first, data last, with the agency that the door
// established in the attribute `nhipagency`. Written by the door alone, so reading trusts the rules of attributes.

import { codes } from '../codes.ts';
import { type Rejected, reject } from '../fault.ts';
import { AGENCY_ATTRIBUTE } from './attribute-rules.ts';
import { type AttributeValue, type Envelope, type Extensions, noData, noExtensions } from './envelope.ts';
import { bytesData } from './structured.ts';

export interface StoredEvent {
  readonly kind: 'event';
  readonly envelope: Envelope;
  readonly agency: string;
}

export function encodeStored(envelope: Envelope, agency: string): Uint8Array {
  const { id, source, type, time, datacontenttype, dataschema, subject, extensions, data } = envelope;
  // What is undefined is left out. One plain object: a spread or a second call would cost as much as all the rest.
  const members: Record<string, unknown> = {
    specversion: '1.0',
    id,
    source,
    type,
    time: time ?? undefined,
    subject: subject ?? undefined,
    dataschema: dataschema ?? undefined,
    [AGENCY_ATTRIBUTE]: agency,
    datacontenttype: data.kind === 'json' ? unlessUnderstood(datacontenttype) : (datacontenttype ?? undefined),
  };
  for (const name in extensions) members[name] = extensions[name];
  if (data.kind === 'json') members.data = data.value;
  else if (data.kind === 'bytes') members.data_base64 = Buffer.from(data.bytes).toString('base64');
  return Buffer.from(JSON.stringify(members), 'utf8');
}

/** JSON is what the structured form means without a content type; leaving it out saves a tenth of the bytes. */
function unlessUnderstood(datacontenttype: string | null): string | undefined {
  return datacontenttype === null || datacontenttype === 'application/json' ? undefined : datacontenttype;
}

/** Gives a rejection for bytes that the door never wrote, so that no entry can stop the tally. */
export function decodeStored(bytes: Uint8Array): StoredEvent | Rejected {
  const members = parse(bytes);
  if (members === null) return reject('NHIP_EVENT_JSON_BROKEN', '', codes.NHIP_EVENT_JSON_BROKEN.meaning);
  const { id, source, type, nhipagency: agency } = members;
  if (typeof id !== 'string' || typeof source !== 'string' || typeof type !== 'string' || typeof agency !== 'string') {
    return reject('NHIP_EVENT_ATTRIBUTE_MISSING', '', 'id, source, type or nhipagency is missing');
  }
  const datacontenttype = textOf(members.datacontenttype);
  const data = dataOf(members, datacontenttype);
  if ('code' in data) return { kind: 'rejected', faults: [data] };
  const envelope: Envelope = {
    id,
    source,
    specversion: '1.0',
    type,
    time: textOf(members.time),
    datacontenttype: datacontenttype ?? (data.kind === 'json' ? 'application/json' : null),
    dataschema: textOf(members.dataschema),
    subject: textOf(members.subject),
    extensions: extensionsOf(members),
    data,
  };
  return { kind: 'event', envelope, agency };
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const value: unknown = JSON.parse(buffer.toString('utf8'));
    return typeof value === 'object' ? (value as Readonly<Record<string, unknown>> | null) : null;
  } catch {
    return null;
  }
}

function dataOf(members: Readonly<Record<string, unknown>>, mediaType: string | null): ReturnType<typeof bytesData> {
  const { data, data_base64: base64 } = members;
  if (data !== undefined) return { kind: 'json', value: data };
  return typeof base64 === 'string' ? bytesData(Buffer.from(base64, 'base64'), mediaType, '/data_base64') : noData;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const ownMembers: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'datacontenttype',
  'dataschema',
  'subject',
  AGENCY_ATTRIBUTE,
  'data',
  'data_base64',
]);

function extensionsOf(members: Readonly<Record<string, unknown>>): Extensions {
  let extensions: Record<string, AttributeValue> | null = null;
  for (const name of Object.keys(members)) {
    if (ownMembers.has(name)) continue;
    extensions ??= Object.create(null) as Record<string, AttributeValue>;
    extensions[name] = members[name] as AttributeValue;
  }
  return extensions ?? noExtensions;
}
