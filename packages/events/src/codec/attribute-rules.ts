// The rules of CloudEvents 1.0 for attributes, whatever way they came: names, types, characters, formats.
import { type Fault, quote, type Rejected } from '../fault.ts';
import { limits } from '../limits.ts';
import { parseMomentMs } from '../rfc3339.ts';
import { type AttributeValue, type Data, type Envelope, type Extensions, noExtensions } from './envelope.ts';

export type DecodedEvent = { readonly kind: 'event'; readonly envelope: Envelope } | Rejected;

/** Set by the door alone: a sender may not claim to be another. */
export const AGENCY_ATTRIBUTE = 'nhipagency';

/** Members of the structured form that are no attributes; in binary modes they are forbidden names. */
const dataMembers: ReadonlySet<string> = new Set(['data', 'data_base64']);
const contextNames: ReadonlySet<string> = new Set([
  'id',
  'source',
  'specversion',
  'type',
  'time',
  'datacontenttype',
  'dataschema',
  'subject',
]);
const NAME = /^[a-z0-9]+$/;
const PLAIN = /^[ -~]+$/;
/** Control characters and noncharacters; broken surrogates are found by isWellFormed. */
const FORBIDDEN = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;
const URI_REFERENCE =
  /^(?:[A-Za-z][A-Za-z0-9+.-]*:|(?=[^:]*(?:[/?#]|$)))(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=[\]]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?$/;
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:./;
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*(?:;.*)?$/;
const INTEGER_MIN = -(2 ** 31);
const INTEGER_MAX = 2 ** 31 - 1;

/**
 * Builds the envelope of the attributes, or tells every rule they break.
 * @param members attributes by name; null is absent. `data` and `data_base64` are skipped: the codec reads them.
 * @param data what the codec read, or what is wrong with it.
 */
export function envelopeOf(members: Readonly<Record<string, unknown>>, data: Data | Fault): DecodedEvent {
  const faults: Fault[] = [];
  const id = required(members, 'id', faults);
  const source = required(members, 'source', faults);
  const type = required(members, 'type', faults);
  const specversion = required(members, 'specversion', faults);
  if (specversion !== '' && specversion !== '1.0') faults.push(unknownVersion(specversion));
  if (source !== '' && !URI_REFERENCE.test(source)) faults.push(malformed('source', source, 'a URI-reference'));
  const time = optional(members, 'time', faults);
  if (time !== null && Number.isNaN(parseMomentMs(time))) faults.push(notMoment(time));
  const datacontenttype = optional(members, 'datacontenttype', faults);
  if (datacontenttype !== null && !MEDIA_TYPE.test(datacontenttype)) {
    faults.push(malformed('datacontenttype', datacontenttype, 'a media type'));
  }
  const dataschema = optional(members, 'dataschema', faults);
  if (dataschema !== null && !(ABSOLUTE_URI.test(dataschema) && URI_REFERENCE.test(dataschema))) {
    faults.push(malformed('dataschema', dataschema, 'an absolute URI'));
  }
  const subject = optional(members, 'subject', faults);
  const extensions = extensionsOf(members, faults);
  if ('code' in data) faults.push(data);
  if (faults.length > 0 || 'code' in data) return { kind: 'rejected', faults };
  const envelope: Envelope = {
    id,
    source,
    specversion: '1.0',
    type,
    time,
    datacontenttype: datacontenttype ?? (data.kind === 'json' ? 'application/json' : null),
    dataschema,
    subject,
    extensions,
    data,
  };
  return { kind: 'event', envelope };
}

/** The attribute's text; empty where a fault was added. */
function required(members: Readonly<Record<string, unknown>>, name: string, faults: Fault[]): string {
  const value = members[name];
  if (value === undefined || value === null || value === '') {
    faults.push({ code: 'NHIP_EVENT_ATTRIBUTE_MISSING', pointer: `/${name}`, message: `${name} is required` });
    return '';
  }
  return text(name, value, faults) ?? '';
}

function optional(members: Readonly<Record<string, unknown>>, name: string, faults: Fault[]): string | null {
  const value = members[name];
  if (value === undefined || value === null) return null;
  if (value === '') {
    faults.push(malformed(name, value, 'absent or not empty'));
    return null;
  }
  return text(name, value, faults);
}

function text(name: string, value: unknown, faults: Fault[]): string | null {
  if (typeof value === 'string' && isPermitted(value)) return value;
  faults.push(
    malformed(name, value, typeof value === 'string' ? 'free of control characters and broken surrogates' : 'a string'),
  );
  return null;
}

function isPermitted(value: string): boolean {
  return PLAIN.test(value) || (value.isWellFormed() && !FORBIDDEN.test(value));
}

function extensionsOf(members: Readonly<Record<string, unknown>>, faults: Fault[]): Extensions {
  let extensions: Record<string, AttributeValue> | null = null;
  for (const name of Object.keys(members)) {
    if (contextNames.has(name) || dataMembers.has(name)) continue;
    if (faults.length >= limits.faultsMax) break;
    const value = members[name];
    if (!NAME.test(name) || name === AGENCY_ATTRIBUTE) {
      faults.push(nameRefused(name));
    } else if (value !== null && isExtensionValue(value)) {
      extensions ??= Object.create(null) as Record<string, AttributeValue>;
      extensions[name] = value;
    } else if (value !== null) {
      faults.push(malformed(name, value, 'a string, true, false or a whole number of 32 bits'));
    }
  }
  return extensions ?? noExtensions;
}

function isExtensionValue(value: unknown): value is AttributeValue {
  if (typeof value === 'string') return value === '' || isPermitted(value);
  if (typeof value === 'boolean') return true;
  return Number.isInteger(value) && Number(value) >= INTEGER_MIN && Number(value) <= INTEGER_MAX;
}

function nameRefused(name: string): Fault {
  const message =
    name === AGENCY_ATTRIBUTE
      ? `${name} is set by this service alone`
      : `${quote(name)} is not made of a-z and 0-9 only`;
  return {
    code: 'NHIP_EVENT_ATTRIBUTE_NAME',
    pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message,
  };
}

function malformed(name: string, value: unknown, expected: string): Fault {
  const message = `${name} ${quote(value)} is not ${expected}`;
  return { code: 'NHIP_EVENT_ATTRIBUTE_INVALID', pointer: `/${name}`, message };
}

function notMoment(time: string): Fault {
  return {
    code: 'NHIP_EVENT_TIME_INVALID',
    pointer: '/time',
    message: `time ${quote(time)} is not an RFC 3339 moment`,
  };
}

function unknownVersion(specversion: string): Fault {
  const message = `specversion ${quote(specversion)} is not 1.0`;
  return { code: 'NHIP_EVENT_SPECVERSION', pointer: '/specversion', message };
}
