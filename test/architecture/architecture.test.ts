// Architecture tests: the shape of the source, which no type and no linter holds.
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { importFaults } from './imports.ts';
import { forbiddenNames, oracle, rooms } from './rooms.ts';
import { readSourceFiles, type SourceFile } from './source-file.ts';

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;

let files: readonly SourceFile[] = [];
beforeAll(() => {
  files = readSourceFiles();
});

/** Paths of the files that break a rule, with what is wrong. */
function faults(judge: (file: SourceFile) => readonly string[]): readonly string[] {
  return files.flatMap((file) => judge(file).map((fault) => `${file.path}${fault === '' ? '' : `: ${fault}`}`));
}

const whole = (holds: boolean) => (holds ? [] : ['']);
const isConfig = (path: string) => path.endsWith('.config.ts');

describe('the source', () => {
  it('is seen by these tests, every room of it', () => {
    const seen = new Set(files.map(({ path }) => rooms.find(({ folder }) => path.startsWith(`${folder}/`))?.folder));
    for (const { folder } of rooms) expect(seen).toContain(folder);
  });

  it('imports one way: down from services to packages to core, and through public faces', () => {
    expect(files.flatMap(importFaults)).toEqual([]);
  });

  it('keeps the core free of clock, chance and the world', () => {
    const core = files.filter(({ path }) => path.startsWith('packages/core/') && !path.endsWith('.test.ts'));
    expect(core.length).toBeGreaterThan(0);
    expect(
      core.flatMap(({ path, effects }) => effects.map((found) => `${path}:${found.line} ${found.specifier}`)),
    ).toEqual([]);
  });

  it(`has files of at most ${FILE_LINES_MAX} lines, generated ones excepted`, () => {
    expect(faults(({ lines, generated }) => (lines > FILE_LINES_MAX && !generated ? [`${lines} lines`] : []))).toEqual(
      [],
    );
  });

  it(`has functions of at most ${FUNCTION_LINES_MAX} lines`, () => {
    const tooLong = (file: SourceFile) =>
      file.functions
        .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
        .map(({ line, lines }) => `line ${line} has ${lines} lines`);
    expect(faults(tooLong)).toEqual([]);
  });

  it('begins every file with a comment that says what it is', () => {
    expect(faults(({ text }) => whole(/^(#![^\n]*\n)?(\/\/ |\/\*\*? ?)\S/.test(text)))).toEqual([]);
  });

  it('has no default export, tool configs excepted', () => {
    expect(faults(({ path, defaultExport }) => whole(!defaultExport || isConfig(path)))).toEqual([]);
  });

  it('has file names in kebab-case that say what is in them', () => {
    const fits = (path: string) => {
      const name = basename(path).replace(/(\.d)?\.ts$/, '');
      return /^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name) && !forbiddenNames.includes(name.split('.')[0] ?? '');
    };
    expect(faults(({ path }) => whole(fits(path)))).toEqual([]);
  });

  it('has public faces that only re-export', () => {
    const isFace = (path: string) => /^(packages|services)\/[^/]+\/src\/index\.ts$/.test(path);
    expect(files.filter(({ path }) => isFace(path)).length).toBe(rooms.length - 1);
    expect(faults(({ path, onlyReexports }) => whole(!isFace(path) || onlyReexports))).toEqual([]);
  });

  it('has no random test without a seed that repeats it', () => {
    expect(faults(({ unseeded }) => unseeded.map((line) => `line ${line}`))).toEqual([]);
  });

  it('has no open task without the issue it belongs to', () => {
    const open = /\b(TODO|FIXME)\b(?!.*#\d)/;
    const own = 'test/architecture/';
    expect(faults(({ path, text }) => whole(path.startsWith(own) || !open.test(text)))).toEqual([]);
  });
});

describe('the rules of imports', () => {
  const file = (path: string, specifier: string): SourceFile => ({
    path,
    text: '',
    lines: 1,
    generated: false,
    imports: [{ specifier, line: 1 }],
    functions: [],
    strings: [],
    effects: [],
    unseeded: [],
    defaultExport: false,
    onlyReexports: false,
  });
  const verdict = (path: string, specifier: string) => importFaults(file(path, specifier)).length === 0;

  it.each([
    ['packages/core/src/a.ts', 'luxon', true],
    ['packages/core/src/a.ts', 'node:fs', false],
    ['packages/core/src/a.ts', '@nhip/events', false],
    ['packages/core/src/a.test.ts', 'fast-check', true],
    ['packages/core/src/a.ts', 'fast-check', false],
    ['packages/core/src/a.ts', '../../events/src/index.ts', false],
    ['packages/events/src/a.ts', '@nhip/core', true],
    ['packages/events/src/a.ts', '@nhip/core/src/plan/plan.ts', false],
    ['packages/event-log/src/sqlite/a.ts', 'node:sqlite', true],
    ['packages/event-log/src/a.ts', 'node:sqlite', false],
    ['services/nhip/src/a.ts', 'node:sqlite', false],
    ['services/gateway/src/a.ts', '@nhip/aggregator', false],
    ['services/gateway/src/a.ts', 'not-declared', false],
    ['services/nhip/src/a.ts', '@nhip/gateway', true],
    ['services/nhip/src/a.ts', '@opentelemetry/sdk-trace', false],
    ['services/nhip/src/serve/tracing-sdk.ts', '@opentelemetry/sdk-trace', true],
    [`${oracle.folder}/a.ts`, 'yaml', true],
    [`${oracle.folder}/a.ts`, '@nhip/core', false],
    [`${oracle.folder}/a.ts`, '../support/a.ts', false],
  ])('judge %s importing %s as allowed: %s', (path, specifier, allowed) => {
    expect(verdict(path, specifier)).toBe(allowed);
  });
});
