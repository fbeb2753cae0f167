// Import: texts of a sheet as they are compared, with the column map and with each other. Two texts that look the same are the
// same: office programs write accents apart, put no-break spaces between words and leave marks that nobody sees.

/** Zero-width characters and the soft hyphen. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const SPACES = /[\u00a0\u2007\u202f]/g;

export function cellText(text: string): string {
  return text.normalize('NFC').replaceAll(UNSEEN, '').replaceAll(SPACES, ' ').trim();
}

/** Names are broken over several lines to keep a column narrow; that is no part of the name. */
export function columnName(text: string): string {
  return cellText(text).replaceAll(/\s+/g, ' ');
}

/** Cut to what a message can hold. */
export function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
