// Keys of agencies: a file of hashes, read at start. A key opens the door for its agency and its source prefixes, nothing else.
import { hash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NhipError } from '@nhip/events';
import { z } from 'zod';
import type { Sender } from './agency.ts';
import { RequestRefusal } from './problem.ts';

export interface Keys {
  readonly agencies: number;
  /** A refusal with 401 when the Authorization header has no key, or an unknown one. */
  authenticate(authorization: string | undefined): Sender | RequestRefusal;
}

const keysSchema = z
  .array(
    z.strictObject({
      agency: z.string().trim().min(1),
      hash: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 lower-case hex digits'),
      sources: z.array(z.string().min(1)).min(1, 'must list at least one source prefix'),
    }),
  )
  .min(1, 'must list at least one key');

interface Holder {
  readonly digest: Uint8Array;
  readonly sender: Sender;
}

/** @throws NhipError `NHIP_KEYS_INVALID` when the file cannot be read or is not valid. */
export async function readKeys(path: string): Promise<Keys> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new NhipError('NHIP_KEYS_INVALID', `read the keys in ${path}`, { cause });
  });
  return parseKeys(text, path);
}

/**
 * @param text JSON: `[{"agency": "ba-dinh", "hash": "sha256:<hex of the key>", "sources": ["/ba-dinh"]}]`
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
  for (const { agency, hash: named, sources } of parsed.data) {
    const hex = named.slice('sha256:'.length);
    if (holders.has(hex)) throw new NhipError('NHIP_KEYS_INVALID', `${name}: two entries have one and the same key`);
    holders.set(hex, { digest: Buffer.from(hex, 'hex'), sender: { kind: 'agency', agency, sources } });
  }
  return { agencies: new Set(parsed.data.map(({ agency }) => agency)).size, authenticate: authenticator(holders) };
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NhipError('NHIP_KEYS_INVALID', `${name} is not JSON`, { cause });
  }
}

function authenticator(holders: ReadonlyMap<string, Holder>): Keys['authenticate'] {
  const all = [...holders.values()];
  return (authorization) => {
    const token = /^Bearer +([!-~]+) *$/i.exec(authorization ?? '')?.[1];
    const challenge = { 'www-authenticate': 'Bearer' };
    if (token === undefined) return new RequestRefusal('NHIP_AUTH_MISSING', 'no bearer token was sent', challenge);
    const digest = hash('sha256', token, 'buffer');
    // Every key is compared in constant time, and all of them, so that the time taken tells nothing.
    let sender: Sender | null = null;
    for (const holder of all) if (timingSafeEqual(holder.digest, digest)) sender = holder.sender;
    if (sender === null) return new RequestRefusal('NHIP_AUTH_INVALID', 'the bearer token is not known', challenge);
    return sender;
  };
}
