// Statements as a decoder would give them, said in few words.
import type { Statement } from '../record/statement.ts';

/** What a statement says; its version's tie breaker is 7 and its event hash the version, unless it says otherwise. */
export interface Told {
  readonly event: number;
  readonly values?: readonly (string | number)[];
  readonly version: number;
  readonly agency?: string;
  readonly occurrence?: string | number;
  readonly of?: number | null;
  readonly record?: number;
  readonly tie?: number;
  readonly eventHash?: number;
}

export function statement(key: string, told: Told): Statement {
  return {
    record: told.record ?? 0,
    event: told.event,
    identity: identityOf(`${told.record ?? 0}/${key}`),
    agency: told.agency ?? 'A',
    version: { at: told.version, tieHigh: 1, tieLow: told.tie ?? 7, eventHash: told.eventHash ?? told.version },
    values: told.values ?? [],
    keyValues: [key],
    occurrence: told.occurrence ?? null,
    of: told.of ?? null,
  };
}

/** 16 bytes that differ from name to name (FNV-1a, four times over). */
export function identityOf(name: string): Uint8Array {
  const identity = new Uint8Array(16);
  const view = new DataView(identity.buffer);
  for (let word = 0; word < 4; word++) {
    let hash = 0x811c9dc5 + word;
    for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    view.setUint32(word * 4, hash >>> 0);
  }
  return identity;
}
