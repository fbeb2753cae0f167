// The error of a failing world or a broken set-up: a code from the one list, what was being done, and the cause.
import type { ErrorCode } from './codes.ts';

export class NhipError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, deed: string, options?: ErrorOptions) {
    super(`${code}: ${deed}`, options);
    this.name = 'NhipError';
    this.code = code;
  }
}
