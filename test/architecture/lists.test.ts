// Architecture tests: the lists of names that the world sees (error codes, own metrics, environment) equal what the source does.
import { readFileSync } from 'node:fs';
import { codes } from '@nhip/events';
import { ownMetrics } from '@nhip/telemetry';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, readSourceFiles, type SourceFile } from './source-file.ts';

const CODES_FOLDER = 'packages/events/src/codes';
const METRICS_FILE = 'packages/telemetry/src/metrics.ts';
const ENVIRONMENT_FILES = ['services/nhip/src/environment.ts', 'services/nhip/src/kafka-environment.ts'];

let files: readonly SourceFile[] = [];
beforeAll(() => {
  files = readSourceFiles().filter(({ path }) => /^(packages|services)\//.test(path) && !isTest(path));
});

function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.includes('/testing/');
}

function text(path: string): string {
  return readFileSync(`${projectRoot}${path}`, 'utf8');
}

function matches(content: string, pattern: RegExp): readonly string[] {
  return [...new Set([...content.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
}

const environment = () => matches(ENVIRONMENT_FILES.map(text).join('\n'), /^ {2,4}(NHIP_[A-Z_]+):/gm);

describe('the list of error codes', () => {
  it('holds exactly the codes that the source raises', () => {
    const variables = new Set(environment());
    const raised = files
      .filter(({ path }) => !path.startsWith(CODES_FOLDER))
      .flatMap(({ strings }) => strings.map(({ specifier }) => specifier))
      .filter((name) => /^NHIP_[A-Z]+(_[A-Z0-9]+)+$/.test(name) && !variables.has(name));
    expect([...new Set(raised)].sort()).toEqual(Object.keys(codes).sort());
  });

  it('holds exactly the codes that are documented', () => {
    const documented = matches(text('docs/error-codes.md'), /^\| `(NHIP_[A-Z0-9_]+)`/gm);
    expect(documented).toEqual(Object.keys(codes).sort());
  });
});

describe('the list of own metrics', () => {
  it('holds exactly the metrics that the source counts or reads', () => {
    const named = files
      .filter(({ path }) => path !== METRICS_FILE)
      .flatMap(({ strings }) => strings.map(({ specifier }) => specifier))
      .filter((name) => /^nhip(_[a-z]+)+$/.test(name));
    expect([...new Set(named)].sort()).toEqual(Object.keys(ownMetrics).sort());
  });
});

describe('the environment table of the README', () => {
  it('names exactly the variables that are read', () => {
    const documented = matches(text('README.md'), /^\| `(NHIP_[A-Z0-9_]+)`/gm);
    expect(documented.length).toBeGreaterThan(0);
    expect(documented).toEqual(environment());
  });
});
