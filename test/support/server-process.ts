// Other people's servers as child processes of a suite: a free port of this machine, a temporary folder that goes with them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, until } from '../process/nhip-process.ts';

/** Where a server is to be, told to its command line. */
export interface ServerPlace {
  /** Host and port to listen on. */
  readonly address: string;
  /** Of this server alone; its files are in it. */
  readonly folder: string;
}

export interface ServerOptions {
  readonly program: string;
  readonly words: (place: ServerPlace) => readonly string[];
  /** Texts by their path below the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Answers 200 as soon as the server works. */
  readonly readyPath: string;
}

export interface ServerProcess {
  readonly url: string;
  /** Everything it printed so far. */
  output(): string;
  /** Ends the process and removes its folder. */
  close(): Promise<void>;
}

const READY_MS_MAX = 30_000;
const END_MS_MAX = 10_000;

/** Ready when it resolves. @throws Error with its output when it ends or does not become ready. */
export async function startServer({ program, words, files, readyPath }: ServerOptions): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), `nhip-${program}-`));
  for (const [path, text] of Object.entries(files)) writeBelow(folder, path, text);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(program, words({ address, folder }), { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
  }
  const close = async (): Promise<void> => {
    const impatient = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(impatient);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(`${program} is ready`, READY_MS_MAX, async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      return await answersOk(`http://${address}${readyPath}`);
    });
  } catch (cause) {
    await close();
    throw new Error(`${program} did not start:\n${printed}`, { cause });
  }
  return { url: `http://${address}`, output: () => printed, close };
}

function writeBelow(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
