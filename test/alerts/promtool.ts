// Test support: Prometheus' own judge of rules and of their tests, on a folder of rules in a temporary place.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RulesFile } from '@nhip/catalogue';

const run = promisify(execFile);

export interface Verdict {
  readonly passed: boolean;
  /** Everything that promtool printed. */
  readonly output: string;
}

export async function promtool(words: readonly string[], folder: string): Promise<Verdict> {
  try {
    const { stdout, stderr } = await run('promtool', [...words], { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    return { passed: true, output: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return { passed: false, output: stdout + stderr || String(error) };
  }
}

/** Paths of rules, without their tests and their list. */
export function rulePaths(files: readonly RulesFile[]): readonly string[] {
  return files.map(({ path }) => path).filter((path) => /^[^/]+\.yml$/.test(path));
}

export function testPaths(files: readonly RulesFile[]): readonly string[] {
  return files.map(({ path }) => path).filter((path) => path.startsWith('tests/'));
}

/** Rules in a folder of their own, for as long as they are looked at. */
export async function inFolder<Result>(
  files: readonly RulesFile[],
  look: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-rules-'));
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await look(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs all tests of the rules, in one go. */
export function testRules(files: readonly RulesFile[]): Promise<Verdict> {
  return inFolder(files, (folder) => promtool(['test', 'rules', ...testPaths(files)], folder));
}
