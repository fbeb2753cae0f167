// Texts and codes: NFC, trimmed, compared exactly. Numbers are refused, so that 7, "7" and "07" are never mixed up.
import { quote } from '../fault.ts';
import type { Reading } from './field-reader.ts';

/** Printable ASCII without outer spaces: already normal and trimmed. Nearly every code and key. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
/** Tab, line feed and carriage return may stand inside a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** @param max most characters (Unicode code points). */
export function readText(raw: unknown, max: number): Reading {
  if (typeof raw !== 'string') {
    if (raw === undefined || raw === null) return Number.NaN;
    return { code: 'NHIP_DATA_TYPE_WRONG', message: `expected text, not ${quote(raw)}` };
  }
  if (raw.length <= max && PLAIN.test(raw)) return raw;
  const text = raw.normalize('NFC').trim();
  if (text === '') return Number.NaN;
  if (text.length > max && codePoints(text) > max) {
    return { code: 'NHIP_DATA_TEXT_INVALID', message: `is longer than ${max} characters` };
  }
  if (CONTROL.test(text) || !text.isWellFormed()) {
    return { code: 'NHIP_DATA_TEXT_INVALID', message: 'holds control characters or broken surrogates' };
  }
  return text;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
