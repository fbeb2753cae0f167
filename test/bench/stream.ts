// Benchmark: the events it sends. Dossiers of some units and procedures over 730 days, two events of about 350 bytes each;
// every number follows from the index alone, so that every run sends the same.

/** Codes of the catalogue that the events name. */
export interface Codes {
  readonly units: readonly string[];
  readonly procedures: readonly string[];
}

const DAYS = 730;

/** `finished` comes this many records after `received` in the stream. */
const FINISHED_BEHIND = 10_000;
const DAY_MS = 86_400_000;
const CHANNELS = ['counter', 'online', 'post'];

export interface EventSpec {
  readonly kind: 'received' | 'finished';
  readonly record: number;
  /** Newer statements of one event type about one record have a higher one. */
  readonly version: number;
}

/** A part of a stream: which events, in order. */
export interface Stretch {
  /**
   * `fresh`: each record is received, later finished. `received`: each is received only. `again`: newer statements about
   * `records` records, each with other content. `today`: new records of this day.
   */
  readonly kind: 'fresh' | 'received' | 'again' | 'today';
  readonly first: number;
  readonly count: number;
  readonly records: number;
  /** The 730 days end the day before this moment; nothing is stated later. */
  readonly nowMs: number;
  readonly codes: Codes;
}

/** The event at an index of the stream. A fresh stream has 2 x records events. */
export function eventAt(stretch: Stretch, index: number): EventSpec {
  const { kind, records } = stretch;
  if (kind === 'today' || kind === 'received') return { kind: 'received', record: index, version: 0 };
  if (kind === 'again') {
    // Walks through all records in a scattered order, round after round; always the same event type, so that costs compare.
    return { kind: 'received', record: scatter(index, records), version: 1 + Math.floor(index / records) };
  }
  const behind = Math.min(FINISHED_BEHIND, records);
  if (index < behind) return { kind: 'received', record: index, version: 0 };
  const place = index - behind;
  const between = 2 * (records - behind);
  if (place >= between) return { kind: 'finished', record: records - behind + (place - between), version: 0 };
  const pair = Math.floor(place / 2);
  return place % 2 === 0
    ? { kind: 'received', record: behind + pair, version: 0 }
    : { kind: 'finished', record: pair, version: 0 };
}

/** How many events of a fresh stream's first `count` are of kind `received`. */
export function receivedAmong(records: number, count: number): number {
  const behind = Math.min(FINISHED_BEHIND, records);
  if (count <= behind) return count;
  return Math.min(records, behind + Math.ceil((count - behind) / 2));
}

/** One event as structured JSON. */
export function encodeEvent(stretch: Stretch, { kind, record, version }: EventSpec): string {
  const { nowMs, codes } = stretch;
  const hash = mix(record);
  const number = String(record).padStart(9, '0');
  const unit = pick(codes.units, hash);
  const dossierId = stretch.kind === 'today' ? `H26.T${nowMs}-${number}` : `H26.${number}`;
  const receivedMs = stretch.kind === 'today' ? nowMs : nowMs - (1 + (mix(hash) % DAYS)) * DAY_MS - (hash % 36_000_000);
  const happenedMs =
    kind === 'received' ? receivedMs : Math.min(nowMs, receivedMs + (1 + ((hash + 7 * version) % 20)) * DAY_MS);
  // The statement is made in the hour before, corrections a second later each.
  const statedMs = nowMs - 3_600_000 + version * 1000;
  const head =
    `{"specversion":"1.0","id":"${kind}-${version}-${dossierId}","source":"/${unit}/one-stop-shop","type":"vn.nhip.dossier.${kind}"` +
    `,"time":"${iso(statedMs)}","subject":"${dossierId}","datacontenttype":"application/json","data":{"dossierId":"${dossierId}"`;
  if (kind === 'finished') return `${head},"finishedAt":"${iso(happenedMs)}"}${trace(hash)}}`;
  return (
    `${head},"procedure":"${pick(codes.procedures, mix(hash + 1))}","channel":"${CHANNELS[(hash + version) % 3]}"` +
    `,"receivedAt":"${iso(receivedMs)}","dueAt":"${iso(receivedMs + (5 + ((hash + version) % 10)) * DAY_MS).slice(0, 10)}"}}`
  );
}

function pick(list: readonly string[], hash: number): string {
  return list[hash % list.length] ?? '';
}

/** Brings the shorter event to the same size, as the tracing that a real sender adds does. */
function trace(hash: number): string {
  const id = hash.toString(16).padStart(16, '0');
  return `,"traceparent":"00-${id}${id}-${id}-01"`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** A permutation of 0 … records-1 that jumps about, another one each round. */
function scatter(index: number, records: number): number {
  // A prime step larger than any count of records used here visits each record once a round.
  return Number((BigInt(index) * 4_294_967_291n) % BigInt(records));
}

/** A 32-bit mix of murmur3's end. */
function mix(value: number): number {
  let hash = (value + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
