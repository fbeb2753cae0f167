// Import: reads the numbers of a spreadsheet. What could be read in two ways is refused: a wrong number is worse than none.
import { shown } from './sheet-text.ts';

export type NumberReading = { readonly value: number } | { readonly reason: string };

export interface NumberFormat {
  /** Decimals that the field takes at most. */
  readonly scale: number;
  readonly decimal: '.' | ',';
}

const SAFE_DIGITS = 15;
const GROUP_DIGITS = 3;
const PLAIN = /^[+-]?\d+(\.\d+)?$/;
/** Points or spaces stand between thousands, at all of them or at none. */
const WITH_COMMA = /^[+-]?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+)(,\d+)?$/;

export function numberReader({ scale, decimal }: NumberFormat): (text: string) => NumberReading {
  if (decimal === ',') return commaNumber;
  return (text) => {
    if (!PLAIN.test(text)) return { reason: unlikePlain(text) };
    // In Vietnam 250.000 is a quarter of a million. Where no number can have three decimals, nothing else can be meant.
    if (scale < GROUP_DIGITS && /^[+-]?\d{1,3}\.\d{3}$/.test(text)) {
      return { reason: `'${shown(text)}' has a point between thousands${COMMA_HINT}` };
    }
    return exact(text, text);
  };
}

const COMMA_HINT = ": write the digits alone, or say decimal: ',' in the column map";

/** One comma alone could be a decimal one. */
const COMMAS_BETWEEN_THOUSANDS = /^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^[+-]?\d{1,3}(,\d{3})+\.\d+$/;

function unlikePlain(text: string): string {
  if (COMMAS_BETWEEN_THOUSANDS.test(text)) {
    return `'${shown(text)}' has commas between thousands: write the digits alone`;
  }
  const fault = `'${shown(text)}' is not a number (digits, with a point)`;
  return WITH_COMMA.test(text) ? `${fault}${COMMA_HINT}` : fault;
}

function commaNumber(text: string): NumberReading {
  if (!WITH_COMMA.test(text)) return { reason: `'${shown(text)}' is not a number written like 1.234,5` };
  return exact(text.replaceAll(/[. ]/g, '').replace(',', '.'), text);
}

/** A double holds any 15 digits exactly; more would be rounded without a word. */
function exact(plain: string, text: string): NumberReading {
  const digits = plain.replaceAll(/^[+-]?0*|\./g, '').length;
  if (digits > SAFE_DIGITS) return { reason: `'${shown(text)}' has more than ${SAFE_DIGITS} digits` };
  return { value: Number(plain) };
}
