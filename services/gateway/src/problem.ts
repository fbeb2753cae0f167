// Refusals of whole requests, as RFC 9457 problem details with the code of the one list.
import { codes, type ErrorCode, type Fault, NhipError } from '@nhip/events';

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Thrown where a request is refused before there is anything to give a verdict on. */
export class RequestRefusal extends NhipError {
  /** What is wrong with this request, for the person who sent it. */
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ErrorCode, detail: string, headers: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(code, detail, options);
    this.name = 'RequestRefusal';
    this.detail = detail;
    this.headers = headers;
  }
}

/** @param detail what is wrong with this request, for the person who sent it. */
export function problemOf(code: ErrorCode, detail: string, headers: Readonly<Record<string, string>> = {}): Problem {
  return problem([{ code, pointer: '', message: detail }], headers);
}

/** A single event that was refused: the first fault decides the status, all of them are told. */
export function problemOfFaults(faults: readonly Fault[]): Problem {
  return problem(faults, {});
}

function problem(faults: readonly Fault[], headers: Readonly<Record<string, string>>): Problem {
  const [first] = faults;
  if (first === undefined) throw new RangeError('a problem needs a fault');
  const { title, status = 400 } = entryOf(first.code);
  const body = JSON.stringify({
    type: `urn:nhip:problem:${first.code}`,
    title,
    status,
    detail: first.message,
    code: first.code,
    ...(first.pointer === '' ? {} : { pointer: first.pointer }),
    ...(faults.length > 1 ? { faults } : {}),
  });
  return { status, headers, body };
}

function entryOf(code: ErrorCode): { readonly title: string; readonly status?: number } {
  return codes[code];
}
