// JSON text to a value without loss: a number that a double does not hold exactly as written is found and reported, never
// rounded. Well-formed UTF-8 is checked on the bytes. Duplicate keys are tolerated (the last one stands, as JSON.parse has it).
import { isAscii, isUtf8 } from 'node:buffer';
import { codes } from '../codes.ts';
import { pointerSegment } from '../fault.ts';
import { limits } from '../limits.ts';

export type JsonReading =
  /** `inexact`: paths of the numbers that were not kept exactly, some of each event, empty nearly always. */
  | { readonly kind: 'value'; readonly value: unknown; readonly inexact: readonly JsonPath[] }
  | {
      readonly kind: 'broken';
      readonly code: 'NHIP_EVENT_TEXT_BROKEN' | 'NHIP_EVENT_JSON_BROKEN' | 'NHIP_EVENT_TOO_DEEP';
      /** One sentence for the sender: what is wrong, and where. */
      readonly message: string;
    };

/** Member names and list indices from the root to a number, and the number as it was written. */
export interface JsonPath {
  readonly path: readonly string[];
  readonly source: string;
}

/**
 * Only numbers of 16 characters or more, or with an exponent, can be inexact: up to 15 digits always survive a double.
 * It may hit inside a string as well; then the slow way finds nothing.
 */
const SUSPECT = /(?:^|[:[,\s])-?\d(?:[\d.]{15,}|[\d.]*[eE])/;

/** A batch, an event, its data, and what the limit of depth leaves room for: the walk is recursive, so it ends somewhere. */
const NUMBER_DEPTH_MAX = 40;

export function readJson(bytes: Uint8Array): JsonReading {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return readJsonText(buffer.toString('latin1'));
  return isUtf8(buffer) ? readJsonText(buffer.toString('utf8')) : broken('NHIP_EVENT_TEXT_BROKEN');
}

function readJsonText(text: string): JsonReading {
  try {
    const value: unknown = JSON.parse(text);
    // Most events hold no number at all; looking for one is far cheaper than searching the text.
    if (holdsNumber(value, NUMBER_DEPTH_MAX) && SUSPECT.test(text)) return readWatchingNumbers(text);
    return { kind: 'value', value, inexact: [] };
  } catch (error) {
    // A reviver walks by recursion; nesting that exhausts the stack is refused like all nesting beyond the limit.
    if (error instanceof RangeError) return broken('NHIP_EVENT_TOO_DEEP');
    return broken('NHIP_EVENT_JSON_BROKEN', `this is not well-formed JSON: ${faultOf(text, error)}`);
  }
}

function broken(code: Extract<JsonReading, { kind: 'broken' }>['code'], message?: string): JsonReading {
  return { kind: 'broken', code, message: message ?? codes[code].meaning };
}

/** The engine tells the place; of what editors write before the text, and of no text, it would only name a sign. */
function faultOf(text: string, error: unknown): string {
  if (text.trim() === '') return 'it is empty';
  if (text.startsWith('\ufeff')) return 'it begins with a byte order mark, save it as UTF-8 without one';
  return error instanceof Error ? error.message : String(error);
}

/** Whether there is a number anywhere; beyond `depth` levels it is taken for granted. */
function holdsNumber(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number';
  if (depth === 0) return true;
  if (Array.isArray(value)) return value.some((member) => holdsNumber(member, depth - 1));
  const members = value as Readonly<Record<string, unknown>>;
  for (const name in members) {
    const member = members[name];
    if (typeof member !== 'string' && holdsNumber(member, depth - 1)) return true;
  }
  return false;
}

/** While the reviver climbs from the leaves, each path found grows by the key its holder is known by. */
interface Climbing {
  holder: unknown;
  readonly reversed: string[];
  readonly source: string;
}

function readWatchingNumbers(text: string): JsonReading {
  const found: Climbing[] = [];
  const value: unknown = JSON.parse(
    text,
    function (this: unknown, key, member: unknown, context?: { source?: string }) {
      if (typeof member === 'number') {
        const source = context?.source;
        const isOneOfMany = found.at(-limits.faultsMax)?.holder === this;
        if (source === undefined || isOneOfMany || isExact(source, member)) return member;
        found.push({ holder: this, reversed: [key], source });
      } else {
        // Paths below this member are the last ones found.
        let first = found.length;
        while (first > 0 && found[first - 1]?.holder === member) first--;
        // Of what is below the root, which has the events of a batch in it, no more than can be told.
        if (key !== '') found.length = Math.min(found.length, first + limits.faultsMax);
        for (; first < found.length; first++) {
          const climbing = found[first];
          if (climbing === undefined) break;
          climbing.reversed.push(key);
          climbing.holder = this;
        }
      }
      return member;
    },
  );
  // The outermost key is the empty one of the root itself.
  const inexact = found.map(({ reversed, source }) => ({ path: reversed.toReversed().slice(1), source }));
  return { kind: 'value', value, inexact };
}

/** Whether the shortest decimal form of the double is the number that was written. */
export function isExact(source: string, value: number): boolean {
  return Number.isFinite(value) && canonical(source) === canonical(String(value));
}

/** Sign, digits without zeros at either end, and the power of ten of the last digit: equal for equal decimals. */
function canonical(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const fraction = match[3] ?? '';
  const digits = `${match[2]}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  const exponent = Number(match[4] ?? 0) - fraction.length + digits.length - kept.length;
  return `${match[1]}${kept}e${exponent}`;
}

/** The texts of the elements of a list that is well-formed JSON in UTF-8; null when it is no list. Any depth can be cut. */
export function elementTexts(bytes: Uint8Array): readonly string[] | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').trim();
  if (!text.startsWith('[')) return null;
  const texts: string[] = [];
  let depth = 0;
  let start = 1;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') inString = !inString;
    else if (inString) at += sign === '\\' ? 1 : 0;
    else {
      if (sign === '[' || sign === '{') depth++;
      else if (sign === ']' || sign === '}') depth--;
      if (depth === 0 || (depth === 1 && sign === ',')) {
        texts.push(text.slice(start, at));
        start = at + 1;
      }
    }
  }
  return texts;
}

export function pointerOf(path: readonly string[]): string {
  return path.map(pointerSegment).join('');
}

/** Whether objects and lists are nested more than `max` deep. Walks without recursion, so no depth can hurt it. */
export function isDeeperThan(value: unknown, max: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let level: object[] = [value];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > max) return true;
    const next: object[] = [];
    for (const holder of level) {
      for (const member of Object.values(holder)) {
        if (typeof member === 'object' && member !== null) next.push(member);
      }
    }
    level = next;
  }
  return false;
}
