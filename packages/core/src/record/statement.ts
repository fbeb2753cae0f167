// A decoded statement: what the door and the tally make of an event, before any state is looked at.

/** 128 bits of SHA-256 over record type and key: equal exactly when the record is the same. */
export type Identity = Uint8Array;

/**
 * One statement about one record. Values are in the encoding of their field (see ../time/moment.ts and FieldType): text and
 * code as strings, everything else as numbers; NaN means "states that it is empty".
 */
export interface Statement {
  /** Index in plan.records. */
  readonly record: number;
  /** Index in the record's events. */
  readonly event: number;
  readonly identity: Identity;
  /** Code of the agency that stated it. */
  readonly agency: string;
  readonly version: Version;
  /** Values of the event's `states`, in that order. Empty for a retraction. */
  readonly values: readonly (string | number)[];
  /** Values of the record's key fields, in the order of `key`. */
  readonly keyValues: readonly (string | number)[];
  /** Key of the occurrence for events of a part (and retractions of one). */
  readonly occurrence: string | number | null;
  /** For a retraction: index of the event type taken back; null takes back the whole record. */
  readonly of: number | null;
}

/** Totally ordered: number first (µs since 1970, or the sequence), then the tie breaker as an unsigned 64-bit integer. */
export interface Version {
  readonly at: number;
  /** xxHash64 over source, id and the stated fields, upper and lower 32 bits, unsigned. */
  readonly tieHigh: number;
  readonly tieLow: number;
  /** 32 bits of xxHash64 over source and id alone: tells a conflict from a coincidence. */
  readonly eventHash: number;
}
