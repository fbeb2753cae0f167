// Integers and decimals, exactly: a decimal becomes value * 10^scale as an integer a double holds, or it is refused.
// Decimals also come as text ("12.50"), because senders who care for money do not trust floating point.
import type { FieldType } from '@nhip/core';
import { quote } from '../fault.ts';
import type { Reading } from './field-reader.ts';

/** Below it Math.round(value * 10^scale) cannot be off by one. */
const ROUNDING_SAFE = 2 ** 50;
const INTEGER = /^-?(?:0|[1-9]\d{0,15})$/;
const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

export function readInteger(raw: unknown, min: number, max: number): Reading {
  if (typeof raw === 'number') {
    if (!Number.isInteger(raw)) return notWritten(raw, 'an integer');
    return inRange(raw, min, max, 0);
  }
  if (typeof raw !== 'string') return numberOfOtherType(raw);
  const text = raw.trim();
  if (text === '') return Number.NaN;
  return INTEGER.test(text) ? inRange(Number(text), min, max, 0) : notWritten(raw, 'an integer');
}

export function readDecimal(raw: unknown, type: FieldType & { kind: 'decimal' }): Reading {
  if (typeof raw === 'number') return decimalOfNumber(raw, type);
  if (typeof raw !== 'string') return numberOfOtherType(raw);
  const text = raw.trim();
  if (text === '') return Number.NaN;
  return decimalOfText(text, raw, type);
}

/**
 * The codec has made sure that the number's shortest decimal form is what was sent. If that has at most `scale` decimals,
 * dividing back (correctly rounded) gives the very same double; if not, it cannot.
 */
function decimalOfNumber(raw: number, type: FieldType & { kind: 'decimal' }): Reading {
  const power = 10 ** type.scale;
  const scaled = Math.round(raw * power);
  // From 1e21 on a double is written with an exponent; no declared range reaches that far.
  if (Math.abs(raw) >= 1e21) return inRange(raw, type.min, type.max, type.scale);
  if (Math.abs(scaled) > ROUNDING_SAFE) return decimalOfText(String(raw), raw, type);
  if (scaled / power !== raw) return notWritten(raw, decimals(type.scale));
  return inRange(scaled, type.min, type.max, type.scale);
}

function decimalOfText(text: string, raw: unknown, type: FieldType & { kind: 'decimal' }): Reading {
  const match = DECIMAL.exec(text);
  if (match === null) return notWritten(raw, decimals(type.scale));
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > type.scale) return notWritten(raw, decimals(type.scale));
  const digits = `${match[2]}${fraction.padEnd(type.scale, '0')}`.replace(/^0+(?=\d)/, '');
  if (digits.length > 16) return inRange(match[1] === '-' ? -Infinity : Infinity, type.min, type.max, type.scale);
  const scaled = Number(digits);
  return inRange(match[1] === '-' && scaled !== 0 ? -scaled : scaled, type.min, type.max, type.scale);
}

function inRange(value: number, min: number, max: number, scale: number): Reading {
  if (value >= min && value <= max && Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  const power = 10 ** scale;
  return { code: 'NHIP_DATA_OUT_OF_RANGE', message: `is not between ${min / power} and ${max / power}` };
}

function numberOfOtherType(raw: unknown): Reading {
  if (raw === undefined || raw === null) return Number.NaN;
  return { code: 'NHIP_DATA_TYPE_WRONG', message: `expected a number, not ${quote(raw)}` };
}

function notWritten(raw: unknown, expected: string): Reading {
  return { code: 'NHIP_DATA_NUMBER_INVALID', message: `${quote(raw)} is not ${expected}` };
}

function decimals(scale: number): string {
  return scale === 0 ? 'an integer' : `a number with at most ${scale} decimal places`;
}
