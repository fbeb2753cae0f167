// Import and simulation: sends events in batches through the same HTTP door as every agency. Waits and tries again when the
// service is away or busy, a bounded number of times; sending a batch again is harmless, because events keep their ids.
import { CommandFailure, describe } from '../failure.ts';

/** Answer of the door for one event, in the order sent. */
export type DoorVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly code: string; readonly pointer: string | null; readonly message: string };

export interface SenderOptions {
  /** Address of the service, such as http://127.0.0.1:8080. */
  readonly url: string;
  readonly key: string | null;
  /** How often a batch is tried before the command gives up. */
  readonly attemptsMax?: number;
  readonly wait?: (ms: number) => Promise<void>;
}

export interface Sender {
  /** @throws CommandFailure when the service stays away or refuses the sender. */
  send(events: readonly object[]): Promise<readonly DoorVerdict[]>;
  /** Posts JSON to another path of the service, which takes it. @throws CommandFailure as above, or with its refusal. */
  post(path: string, body: object): Promise<void>;
}

const ATTEMPTS_MAX = 8;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

export function openSender(options: SenderOptions): Sender {
  return {
    send: (events) => sendBatch(options, events),
    async post(path, body) {
      const answer = await request(options, { path, contentType: 'application/json', body: JSON.stringify(body) });
      // Something in between, such as a page to log in at, says 200 of anything.
      if (typeof answer !== 'object' || answer === null)
        throw new CommandFailure(`${options.url} did not say that it has taken it: is it a Nhịp service?`);
    },
  };
}

/** A batch that is larger than this service takes is sent in halves, so that one long row cannot keep the others out. */
async function sendBatch(options: SenderOptions, events: readonly object[]): Promise<readonly DoorVerdict[]> {
  const answer = await request(options, {
    path: '/v1/events',
    contentType: 'application/cloudevents-batch+json',
    body: JSON.stringify(events),
    canBeCut: events.length > 1,
  });
  if (answer !== TOO_LARGE) return verdictsOf(answer, events.length, options.url);
  const half = Math.ceil(events.length / 2);
  return [...(await sendBatch(options, events.slice(0, half))), ...(await sendBatch(options, events.slice(half)))];
}

const TOO_LARGE = Symbol('413');

interface Message {
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
  /** Then the answer 413 is given back as TOO_LARGE. */
  readonly canBeCut?: boolean;
}

async function request(options: SenderOptions, message: Message): Promise<unknown> {
  const attemptsMax = options.attemptsMax ?? ATTEMPTS_MAX;
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(options, message);
    if (outcome.kind === 'answer') return outcome.body;
    if (attempt >= attemptsMax) {
      const tries = attempt === 1 ? '' : ` after ${attempt} attempts`;
      throw new CommandFailure(`${options.url} did not take it${tries}: ${outcome.reason}`);
    }
    const backOffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
    await wait(outcome.retryAfterMs ?? backOffMs * (0.5 + Math.random() / 2));
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'again'; readonly reason: string; readonly retryAfterMs: number | null };

async function tryOnce(options: SenderOptions, { path, contentType, body, canBeCut }: Message): Promise<Outcome> {
  const headers = { 'content-type': contentType, accept: 'application/json' };
  try {
    const response = await fetch(new URL(path, options.url), {
      method: 'POST',
      redirect: 'error',
      headers: options.key === null ? headers : { ...headers, authorization: `Bearer ${options.key}` },
      body,
    });
    const text = await response.text();
    if (response.ok) return { kind: 'answer', body: readJson(text) };
    if (response.status === 413 && canBeCut === true) return { kind: 'answer', body: TOO_LARGE };
    const reason = `${response.status} ${problemOf(text) ?? response.statusText}`;
    const isPassing = [408, 429].includes(response.status) || response.status >= 500;
    if (!isPassing) throw new CommandFailure(`${options.url} refused the request: ${reason}`);
    return { kind: 'again', reason, retryAfterMs: retryAfterOf(response) };
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const reason = `it cannot be reached (is the service running?): ${describe(error)}`;
    return { kind: 'again', reason, retryAfterMs: null };
  }
}

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(60_000, seconds * 1000) : null;
}

function problemOf(text: string): string | null {
  const body = readJson(text);
  if (typeof body !== 'object' || body === null) return null;
  const title = 'title' in body && typeof body.title === 'string' ? body.title : '';
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : '';
  return [title, detail].filter((part) => part !== '').join(': ') || null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function verdictsOf(answer: unknown, count: number, url: string): readonly DoorVerdict[] {
  const results = typeof answer === 'object' && answer !== null && 'results' in answer ? answer.results : null;
  if (!Array.isArray(results)) throw new CommandFailure(`${url} answered without results: is it a Nhịp service?`);
  const verdicts = new Array<DoorVerdict | undefined>(count);
  for (const result of results as readonly Record<string, unknown>[])
    verdicts[Number(result.index)] = verdictOf(result);
  return Array.from(verdicts, (verdict, index) => {
    if (verdict === undefined) throw new CommandFailure(`${url} gave no verdict for event ${index} of a batch`);
    return verdict;
  });
}

function verdictOf(result: Readonly<Record<string, unknown>>): DoorVerdict {
  if (result.status === 'accepted') return { kind: 'accepted' };
  return {
    kind: 'rejected',
    code: String(result.code ?? 'no code'),
    pointer: typeof result.pointer === 'string' ? result.pointer : null,
    message: String(result.message ?? 'rejected'),
  };
}
