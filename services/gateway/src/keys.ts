// Keys: a file of hashes, read at start. The key of an agency opens the door for it and its source prefixes, and shows it the keys of its
// own records; that of an operator shows those of all records, and opens no door.
import { hash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NhipError } from '@nhip/events';
import { z } from 'zod';
import type { KeyHolder, Sender } from './agency.ts';
import { RequestRefusal } from './problem.ts';

export interface Keys {
  readonly agencies: number;
  /** Who may send: a refusal with 401 when the Authorization header has no key, or an unknown one, with 403 for an operator's. */
  authenticate(authorization: string | undefined): Sender | RequestRefusal;
  /** Whose key it is: a refusal with 401 when the Authorization header has no key, or an unknown one. */
  holderOf(authorization: string | undefined): KeyHolder | RequestRefusal;
}

const hashSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 lower-case hex digits');
const agencySchema = z.strictObject({
  agency: z.string().normalize('NFC').trim().min(1),
  hash: hashSchema,
  sources: z.array(z.string().min(1)).min(1, 'must list at least one source prefix'),
});
const operatorSchema = z.strictObject({ operator: z.string().trim().min(1), hash: hashSchema });

/** What names an operator is read as one, so that each fault is told of what was meant. */
const entrySchema = z.unknown().transform((entry, context) => {
  const isOperator = typeof entry === 'object' && entry !== null && 'operator' in entry;
  const parsed = isOperator ? operatorSchema.safeParse(entry) : agencySchema.safeParse(entry);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
});
const keysSchema = z.array(entrySchema).min(1, 'must list at least one key');

interface Holder {
  readonly digest: Uint8Array;
  readonly holder: KeyHolder;
}

/** @throws NhipError `NHIP_KEYS_INVALID` when the file cannot be read or is not valid. */
export async function readKeys(path: string): Promise<Keys> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new NhipError('NHIP_KEYS_INVALID', `read the keys in ${path}`, { cause });
  });
  return parseKeys(text, path);
}

/**
 * @param text JSON: `[{"agency": "ba-dinh", "hash": "sha256:<hex of the key>", "sources": ["/ba-dinh"]}]`; an operator is
 *   `{"operator": "<name>", "hash": "sha256:…"}`.
 * @param name what the text is called in messages.
 * @throws NhipError `NHIP_KEYS_INVALID` that names every fault.
 */
export function parseKeys(text: string, name: string): Keys {
  const parsed = keysSchema.safeParse(parseJson(text, name));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the list'} ${issue.message}`);
    throw new NhipError('NHIP_KEYS_INVALID', `${name}: ${faults.join('; ')}`);
  }
  const holders = new Map<string, Holder>();
  for (const entry of parsed.data) {
    const hex = entry.hash.slice('sha256:'.length);
    if (holders.has(hex)) throw new NhipError('NHIP_KEYS_INVALID', `${name}: two entries have one and the same key`);
    holders.set(hex, { digest: Buffer.from(hex, 'hex'), holder: holderIn(entry) });
  }
  const agencies = new Set(parsed.data.flatMap((entry) => ('agency' in entry ? [entry.agency] : [])));
  const holderOf = identifier(holders);
  return { agencies: agencies.size, holderOf, authenticate: (authorization) => asSender(holderOf(authorization)) };
}

function holderIn(entry: z.infer<typeof entrySchema>): KeyHolder {
  if ('operator' in entry) return { kind: 'operator', operator: entry.operator };
  return { kind: 'agency', agency: entry.agency, sources: entry.sources };
}

function asSender(holder: KeyHolder | RequestRefusal): Sender | RequestRefusal {
  if (holder instanceof RequestRefusal || holder.kind === 'agency') return holder;
  return new RequestRefusal('NHIP_AUTH_OPERATOR', `the key of the operator ${holder.operator} sends no events`);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NhipError('NHIP_KEYS_INVALID', `${name} is not JSON`, { cause });
  }
}

function identifier(holders: ReadonlyMap<string, Holder>): Keys['holderOf'] {
  const all = [...holders.values()];
  return (authorization) => {
    const token = /^Bearer +([!-~]+) *$/i.exec(authorization ?? '')?.[1];
    const challenge = { 'www-authenticate': 'Bearer' };
    if (token === undefined) return new RequestRefusal('NHIP_AUTH_MISSING', 'no bearer token was sent', challenge);
    const digest = hash('sha256', token, 'buffer');
    // Every key is compared in constant time, and all of them, so that the time taken tells nothing.
    let found: KeyHolder | null = null;
    for (const { digest: known, holder } of all) if (timingSafeEqual(known, digest)) found = holder;
    if (found === null) return new RequestRefusal('NHIP_AUTH_INVALID', 'the bearer token is not known', challenge);
    return found;
  };
}
