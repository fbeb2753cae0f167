// Faults of rows that the command line imports, found before anything is sent.
import type { CodeEntry } from './code-entry.ts';

export const importCodes = {
  NHIP_IMPORT_ROW_RAGGED: {
    title: 'The row has another number of cells',
    meaning:
      'A row must have as many cells as the header, apart from empty ones at its end. Is a delimiter missing, or a quote left open?',
  },
  NHIP_IMPORT_QUOTE_OPEN: {
    title: 'Rows stand in one cell',
    meaning:
      'A cell begins with a quote that is not closed in its row, so everything up to the next quote is that one cell, and the rows in it would be lost. Close the quote, or write a quote that belongs to the text twice.',
  },
  NHIP_IMPORT_TEXT_BROKEN: {
    title: 'The row is not UTF-8',
    meaning: 'Save the file as CSV (UTF-8).',
  },
  NHIP_IMPORT_VALUE_UNREADABLE: {
    title: 'A cell cannot be read',
    meaning: 'The text of the cell is not what the catalogue or the column map says of its column.',
  },
  NHIP_IMPORT_KEY_CONFLICT: {
    title: 'Rows contradict each other',
    meaning: 'Rows of one file have the same key and differ; none of them is sent.',
  },
} as const satisfies Record<string, CodeEntry>;
