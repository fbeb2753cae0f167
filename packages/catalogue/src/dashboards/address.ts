// Dashboards: how they are addressed, for themselves and for whoever leads people there, such as an alert.
import { createHash } from 'node:crypto';
import type { Language } from './words.ts';

/** Grafana takes no longer one. */
const UID_LENGTH_MAX = 40;
const HASH_LENGTH = 8;

export type PageName = 'overview' | 'unit' | 'quality' | 'service' | `p-${string}`;

/** The page of a programme; null: of the KPIs beside all programmes. */
export function programmePage(programme: string | null): PageName {
  return `p-${programme ?? 'general'}`;
}

/** The same for ever: people keep addresses. */
export function uidOf(language: Language, page: PageName): string {
  const uid = `nhip-${language}-${page}`.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  if (uid.length <= UID_LENGTH_MAX) return uid;
  const hash = createHash('sha256').update(uid).digest('hex').slice(0, HASH_LENGTH);
  return `${uid.slice(0, UID_LENGTH_MAX - HASH_LENGTH - 1)}-${hash}`;
}

export function pageUrl(language: Language, page: PageName): string {
  return `/d/${uidOf(language, page)}`;
}
