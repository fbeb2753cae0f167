// Source of a catalogue: all `*.yaml` files below a folder, sorted by name, as documents with lines. A first subfolder is a
// programme. `*.test.yaml` files hold examples of KPIs and are read apart from the catalogue itself.
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { Faults } from './fault.ts';
import { readNode, type SourceNode } from './node.ts';

/** One document of a file; its root is a map. */
export interface SourceDocument {
  readonly root: SourceNode;
  /** First subfolder the file stands in, null at the top. */
  readonly programme: string | null;
}

export interface SourceText {
  /** Relative to the folder, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** The catalogue itself. Never throws: a folder or file that cannot be read is a fault. */
export function readFolder(folder: string, faults: Faults): Promise<readonly SourceDocument[]> {
  return readFiles(folder, (name) => name.endsWith('.yaml') && !isExample(name), faults);
}

/** The examples beside it. */
export function readExampleFiles(folder: string, faults: Faults): Promise<readonly SourceDocument[]> {
  return readFiles(folder, isExample, faults);
}

function isExample(name: string): boolean {
  return name.endsWith('.test.yaml');
}

async function readFiles(
  folder: string,
  isWanted: (name: string) => boolean,
  faults: Faults,
): Promise<readonly SourceDocument[]> {
  const texts: SourceText[] = [];
  const files = await filesOf(folder, faults);
  for (const file of files.filter((name) => name.endsWith('.yml'))) {
    faults.add({ file, line: 0 }, `is not read: expected its name to end in .yaml`);
  }
  for (const file of files.filter(isWanted)) {
    const text = await textOf(folder, file, faults);
    if (text !== null) texts.push({ file, text });
  }
  return texts.flatMap((text) => readDocuments(text, faults));
}

async function filesOf(folder: string, faults: Faults): Promise<readonly string[]> {
  try {
    const names = await readdir(folder, { recursive: true });
    return names
      .map((name) => name.split(sep).join('/'))
      .filter((name) => !isHidden(name))
      .sort();
  } catch (error) {
    faults.add({ file: folder, line: 0 }, `cannot be read as a folder of a catalogue (${reasonOf(error)})`);
    faults.markIncomplete();
    return [];
  }
}

/** Editors keep files of their own like this, and a mounted ConfigMap keeps each of its files twice. */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.'));
}

async function textOf(folder: string, file: string, faults: Faults): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(join(folder, file)));
  } catch (error) {
    faults.add({ file, line: 0 }, `cannot be read: expected a file in UTF-8 (${reasonOf(error)})`);
    faults.markIncomplete();
    return null;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Two separators in a row, or a comment alone, make a document without content. */
function isEmpty(contents: unknown): boolean {
  return isScalar(contents) && contents.value === null;
}

/** Documents that YAML can read; those it cannot are faults. */
export function readDocuments({ file, text }: SourceText, faults: Faults): readonly SourceDocument[] {
  const lines = new LineCounter();
  const programme = file.includes('/') ? (file.split('/')[0] ?? null) : null;
  // What agencies send is read as NFC: codes that an editor wrote otherwise would be met by nobody.
  const normal = text.normalize('NFC');
  // YAML breaks lines at a carriage return alone, too.
  const parsed = parseAllDocuments(normal.replace(/\r\n?/g, '\n'), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  return [...parsed].flatMap((document) => {
    const wrong = [...document.errors, ...document.warnings];
    for (const { pos, message } of wrong) faults.add({ file, line: lines.linePos(pos[0]).line }, `YAML: ${message}`);
    if (wrong.length > 0) {
      faults.markIncomplete();
      return [];
    }
    if (document.contents === null || isEmpty(document.contents)) return [];
    return [{ root: readNode(document, { file, lines, faults }), programme }];
  });
}
