// Who sends: by the key, or, without keys, by the first path segment of the event's source.
import type { Fault } from '@nhip/events';

/** Who may send what, as the request's credentials say. */
export type Sender =
  /** No keys are set up: this machine may send for everybody. */
  | { readonly kind: 'anyone' }
  | { readonly kind: 'agency'; readonly agency: string; readonly sources: readonly string[] };

/** Whoever has a key: an agency, or an operator of the service, who sends nothing. */
export type KeyHolder = Extract<Sender, { kind: 'agency' }> | { readonly kind: 'operator'; readonly operator: string };

/** The agency's code, or why this sender may not send events of this source. */
export function agencyFor(sender: Sender, source: string): string | Fault {
  if (sender.kind === 'agency') {
    if (sender.sources.some((prefix) => isWithin(source, prefix))) return sender.agency;
    const message = `the key of ${sender.agency} may not send events of source ${source}`;
    return { code: 'NHIP_AUTH_SOURCE_FOREIGN', pointer: '/source', message };
  }
  const agency = firstPathSegment(source);
  if (agency !== null) return agency;
  const message = `source ${source} has no path segment that could name the agency`;
  return { code: 'NHIP_AUTH_AGENCY_UNKNOWN', pointer: '/source', message };
}

/** A prefix ends where a part of the source does: `/ba-dinh` holds `/ba-dinh/x`, not `/ba-dinh-2`. */
function isWithin(source: string, prefix: string): boolean {
  if (!source.startsWith(prefix)) return false;
  return source.length === prefix.length || /[/:?#]$/.test(prefix) || '/:?#'.includes(source.charAt(prefix.length));
}

const PLAIN = /^\/([A-Za-z0-9._-]+)(?:\/|$)/;

/**
 * First segment of the path as RFC 3986 cuts a URI-reference, percent signs decoded: `ba-dinh` for `/ba-dinh/one-gate`,
 * `ba-dinh/one-gate` and `https://dvc.hanoi.vn/ba-dinh`; `vn:hanoi` for `urn:vn:hanoi`, whose path has one segment.
 */
export function firstPathSegment(source: string): string | null {
  // As most senders write it: nothing to cut off, decode or normalise.
  const plain = PLAIN.exec(source)?.[1];
  if (plain !== undefined) return plain;
  const path = source.replace(/^[A-Za-z][A-Za-z0-9+.-]*:/, '').replace(/^\/\/[^/?#]*/, '');
  const segment = /^\/?([^/?#]+)/.exec(path)?.[1];
  if (segment === undefined) return null;
  try {
    const agency = decodeURIComponent(segment).normalize('NFC').trim();
    return agency === '' ? null : agency;
  } catch {
    return null;
  }
}
