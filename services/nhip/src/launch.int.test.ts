// A process that was launched is still the one that was started, and was told about its memory before it began.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { LAUNCH_FLAGS } from './launch-settings.ts';

const LAUNCH = fileURLToPath(new URL('./launch.ts', import.meta.url));
const KEPT = fileURLToPath(new URL('../node_modules/.cache/modules', import.meta.url));

interface Begun {
  readonly pid: number;
  readonly script: string;
  readonly words: readonly string[];
  readonly flags: readonly string[];
  readonly arenas: string | undefined;
  readonly modules: string | undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'nhip-launch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `nhip --help`; gives what it printed, and how each script began that the process has run. */
function launch(name: string, environment: Readonly<Record<string, string>>) {
  const [hook, told] = [join(folder, `${name}.cjs`), join(folder, `${name}.jsonl`)];
  writeFileSync(
    hook,
    `const { pid, argv: [, script, ...words], execArgv: flags, env: { MALLOC_ARENA_MAX: arenas, NODE_COMPILE_CACHE: modules } } = process;
    require('node:fs').appendFileSync(${JSON.stringify(told)}, JSON.stringify({ pid, script, words, flags, arenas, modules }) + '\\n');`,
  );
  const { MALLOC_ARENA_MAX: _, NODE_COMPILE_CACHE: __, ...inherited } = process.env;
  const printed = execFileSync(process.execPath, ['--require', hook, LAUNCH, '--help'], {
    encoding: 'utf8',
    env: { ...inherited, ...environment },
  });
  const begun = readFileSync(told, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Begun);
  return { printed, begun, hook };
}

describe.skipIf(process.platform === 'win32')('launching', () => {
  it('puts the command line in the place of the script that was started, with its settings', () => {
    const { printed, begun, hook } = launch('plain', {});
    expect(printed).toContain('Usage: nhip');
    expect(begun.map(({ script }) => script.replace(/.*\//, ''))).toEqual(['launch.ts', 'main.ts']);
    expect(begun[1]).toMatchObject({
      pid: begun[0]?.pid,
      words: ['--help'],
      flags: [...LAUNCH_FLAGS, '--require', hook],
      arenas: '2',
    });
  });

  it('leaves a variable as the user has set it', () => {
    expect(launch('set', { MALLOC_ARENA_MAX: '7' }).begun[1]?.arenas).toBe('7');
  });

  it('lets Node keep the modules that a process has read, with what was installed', () => {
    expect(launch('kept', {}).begun[1]?.modules).toBe(KEPT);
    expect(readdirSync(KEPT, { recursive: true, withFileTypes: true }).some((one) => one.isFile())).toBe(true);
  });

  it('runs where Node cannot keep them', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect(launch('refused', { NODE_COMPILE_CACHE: join(file, 'modules') }).printed).toContain('Usage: nhip');
  });
});
