// What was sent, of events that could not be read, so that one that is sent again is known by it.
import { elementTexts } from '@nhip/events';

/** Of the event at a place in its delivery; null: it cannot be told. */
export type ContentOf = (index: number) => string | null;

type Headers = Readonly<Record<string, string | readonly string[] | Uint8Array | undefined>>;

/** One event, with what its headers say of it. */
export function oneContent(headers: Headers, body: Uint8Array): ContentOf {
  return () => {
    const told = Object.entries(headers).filter(([name]) => ATTRIBUTE.test(name) && !OF_THE_SENDING.has(name.slice(3)));
    const texts = told.map(([name, value]) => `${name}: ${value instanceof Uint8Array ? base64(value) : value}`);
    return [...texts.sort(), base64(body)].join('\n');
  };
}

/** The events of a list, each as it stands there; the list is read again only where somebody asks. */
export function batchContent(body: Uint8Array): ContentOf {
  let texts: readonly string[] | null | undefined;
  return (index) => {
    texts ??= elementTexts(body);
    return texts?.[index]?.trim() ?? null;
  };
}

/** Attributes of an event in binary mode, over HTTP and Kafka. */
const ATTRIBUTE = /^(?:ce[-_]|content-type$)/;
/** What may differ when one event is sent twice. */
export const OF_THE_SENDING: ReadonlySet<string> = new Set(['traceparent', 'tracestate']);

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
