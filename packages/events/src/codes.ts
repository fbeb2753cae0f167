// The one list of error codes: what each means to the person who gets it, and the HTTP status where it is an answer.
// A test holds this list, the docs and the codes that are raised equal; a new code starts here.
import { dataCodes } from './codes/data-codes.ts';
import { doorCodes } from './codes/door-codes.ts';
import { eventCodes } from './codes/event-codes.ts';
import { importCodes } from './codes/import-codes.ts';
import { logCodes } from './codes/log-codes.ts';
import { queryCodes } from './codes/query-codes.ts';
import { tallyCodes } from './codes/tally-codes.ts';

export type { CodeEntry } from './codes/code-entry.ts';

export const codes = {
  ...eventCodes,
  ...dataCodes,
  ...doorCodes,
  ...logCodes,
  ...importCodes,
  ...tallyCodes,
  ...queryCodes,
} as const;

export type ErrorCode = keyof typeof codes;
