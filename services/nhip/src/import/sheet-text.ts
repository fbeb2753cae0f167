// Import: texts of a sheet as they are compared, with the column map and with each other. Two texts that look the same are the
// same: office programs write accents apart, put no-break spaces between words and leave marks that nobody sees.

/** Zero-width characters and the soft hyphen. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const SPACES = /[\u00a0\u2007\u202f]/g;

export function cellText(text: string): string {
  const bare = text.normalize('NFC').replaceAll(UNSEEN, '').replaceAll(SPACES, ' ').trim();
  return bare.startsWith('="') ? shownBy(bare) : bare;
}

/** Programs write `="007"` so that Excel takes it for a text; it shows 007. */
function shownBy(formula: string): string {
  const [, quoted] = /^="((?:[^"]|"")*)"$/.exec(formula) ?? [];
  return quoted === undefined ? formula : quoted.replaceAll('""', '"').trim();
}

/** Names are broken over several lines to keep a column narrow; that is no part of the name. */
export function columnName(text: string): string {
  return cellText(text).replaceAll(/\s+/g, ' ');
}

/** A number of twelve digits or more, in a column that is not shown as text: most of its digits are lost. */
const SHORTENED = /^[+-]?\d([.,]\d+)?E\+\d+$/i;
/** What a formula came to, in Excel and LibreOffice. */
const FORMULA_ERROR =
  /^(?:#N\/A|#NAME\?|#GETTING_DATA|#(?:REF|VALUE|DIV\/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|UNKNOWN|EXTERNAL|PYTHON)!|Err:\d{3})$/;
const TOO_NARROW = /^#{3,}$/;

/** What is wrong with a cell in which the office program has left something other than its content; null: nothing. */
export function brokenCell(text: string): string | null {
  if (SHORTENED.test(text))
    return 'is a long number that Excel has shortened: show the column as text before saving it';
  if (FORMULA_ERROR.test(text)) return 'is the error of a formula: mend the formula, or clear the cell';
  if (TOO_NARROW.test(text)) return 'stands where the column was too narrow for its content: widen it before saving it';
  return null;
}

/** Cut to what a message can hold. */
export function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
