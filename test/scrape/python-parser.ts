// Scrapes: Python's prometheus_client as an independent reader of OpenMetrics, in a virtual environment of its own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PARSER = fileURLToPath(new URL('openmetrics-parser.py', import.meta.url));
const PACKAGE = 'prometheus-client==0.23.1';
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar: { readonly labels: Readonly<Record<string, string>>; readonly value: number } | null;
}

export interface PythonParser {
  /** @throws Error with the parser's complaint where the text is not OpenMetrics. */
  parse(openMetrics: string): readonly ParsedFamily[];
  close(): void;
}

export function openPythonParser(): PythonParser {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-openmetrics-'));
  const python = join(folder, 'bin', 'python3');
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
  execFileSync(python, ['-m', 'pip', '--quiet', '--disable-pip-version-check', 'install', PACKAGE], { stdio: 'pipe' });
  return {
    parse: (openMetrics) => {
      const output = execFileSync(python, [PARSER], { input: openMetrics, maxBuffer: OUTPUT_BYTES_MAX, stdio: 'pipe' });
      return JSON.parse(output.toString()) as readonly ParsedFamily[];
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
