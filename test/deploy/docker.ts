// Deployment: Docker as the tests use it. Containers are known by the id that Docker gave them, never by a name, and a test
// removes what it started and nothing else.
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Missing } from '../support/requires.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const OFFICIAL_BASE = /^ARG BASE=(\S+)$/m;
const PULL_MS_MAX = 20_000;

/** Null: a Docker daemon answers. */
export function dockerMissing(): Missing {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 20_000 });
    return null;
  } catch {
    return 'no Docker daemon answers';
  }
}

/** Runs `docker` to its end; gives what it printed. @throws Error with everything it said. */
export async function docker(...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', words, { cwd: ROOT, maxBuffer: 2 ** 26 });
  return stdout.trim();
}

/** The tag of the official base of a Dockerfile where it is here or can be pulled, else of one made from this machine's files. */
export async function baseImage(dockerfile: string): Promise<string> {
  const official = OFFICIAL_BASE.exec(dockerfile)?.[1];
  if (official === undefined) throw new Error('the Dockerfile names no base');
  try {
    await docker('image', 'inspect', official);
    return official;
  } catch {
    // It is not here yet.
  }
  try {
    await promisify(execFile)('docker', ['pull', '--quiet', official], { timeout: PULL_MS_MAX });
    return official;
  } catch {
    const { stdout } = await promisify(execFile)('deploy/local-base', [process.execPath], { cwd: ROOT });
    return stdout.trim();
  }
}

export async function sizeOf(image: string): Promise<number> {
  return Number(await docker('image', 'inspect', '--format', '{{.Size}}', image));
}
