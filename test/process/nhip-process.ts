// End to end: the real program as a child process, with a port, a folder and a clock of its own. Nothing here sleeps: it
// polls a condition until a deadline.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(import.meta.resolve('@nhip/nhip/main'));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface ServiceOptions {
  readonly port: number;
  readonly data: string;
  /** Folder of the catalogue. */
  readonly catalogue: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
}

export interface Service {
  readonly url: string;
  readonly pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and nothing of it is left. */
  kill(): Promise<void>;
}

/** Where several services start at once on a busy machine, each of them takes many times as long. */
const READY_MS_MAX = 60_000;
const POLL_MS = 20;

/** Ready when it resolves. @throws Error with its output when it ends or does not become ready. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const child = spawnNhip(['serve', ...(options.arguments ?? ['--clock', 'manual'])], {
    NHIP_PORT: String(options.port),
    NHIP_DATA: options.data,
    NHIP_CATALOGUE: options.catalogue,
    ...options.environment,
  });
  const printed = collectOutput(child);
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${options.port}`;
  await until(`the service is ready`, READY_MS_MAX, async () => {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}:\n${printed()}`);
    return (await statusOf(`${url}/readyz`)) === 200;
  }).catch((cause) => {
    child.kill('SIGKILL');
    throw new Error(`the service did not become ready:\n${printed()}`, { cause });
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    url,
    pid: child.pid ?? 0,
    output: printed,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command of the command line to its end. */
export async function runNhip(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = spawnNhip(words, environment);
  const printed = collectOutput(child);
  await once(child, 'close');
  return { code: child.exitCode, output: printed() };
}

export function spawnNhip(words: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('NHIP_'));
  return spawn(process.execPath, [MAIN, ...words], {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  const take = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return () => text;
}

async function statusOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** Polls until the condition holds. @throws Error when the deadline passes. */
export async function until(what: string, msMax: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + msMax;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${msMax} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
