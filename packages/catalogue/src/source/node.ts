// Source of a catalogue: one YAML document as plain values, each with the line it stands on. Nothing here knows the language.
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import type { Faults } from './fault.ts';

export interface SourceNode {
  readonly file: string;
  /** Of the key for a member of a map, of the value itself otherwise. */
  readonly line: number;
  /** Plain JSON value. */
  readonly value: unknown;
  /** Members of a map in the order written; empty for anything else. */
  readonly members: ReadonlyMap<string, SourceNode>;
  /** Items of a list; empty for anything else. */
  readonly items: readonly SourceNode[];
}

interface Reading {
  readonly file: string;
  readonly lines: LineCounter;
  readonly faults: Faults;
}

export function readNode(document: Document.Parsed, reading: Reading): SourceNode {
  return nodeOf(document.contents, { reading, line: lineOf(document.contents, reading, 1), depth: 0 });
}

interface Place {
  readonly reading: Reading;
  readonly line: number;
  /** How many lists and maps it lies in. */
  readonly depth: number;
}

/** Nobody writes deeper; whoever reads it goes as deep as it is written. */
const DEPTH_MAX = 60;

function lineOf(node: unknown, { lines }: Reading, otherwise: number): number {
  const range = (node as Node | null)?.range;
  return range === undefined || range === null ? otherwise : lines.linePos(range[0]).line;
}

const NO_MEMBERS: ReadonlyMap<string, SourceNode> = new Map();

function nodeOf(node: unknown, { reading, line, depth }: Place): SourceNode {
  const { file, faults } = reading;
  const leaf = { file, line, members: NO_MEMBERS, items: [] };
  if ((isMap(node) || isSeq(node)) && depth === DEPTH_MAX) {
    faults.add(leaf, `this lies in ${DEPTH_MAX} lists and maps: expected fewer`);
    return { ...leaf, value: null };
  }
  if (isMap(node)) {
    const members = membersOf(node.items, { reading, line, depth: depth + 1 });
    return { ...leaf, members, value: Object.fromEntries([...members].map(([key, { value }]) => [key, value])) };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) =>
      nodeOf(item, { reading, line: lineOf(item, reading, line), depth: depth + 1 }),
    );
    return { ...leaf, items, value: items.map(({ value }) => value) };
  }
  if (isAlias(node)) {
    faults.add(leaf, `the alias '*${node.source}' is not known in a catalogue: write the value itself`);
    return { ...leaf, value: null };
  }
  const value = isScalar(node) ? plain(node.value) : null;
  const control = typeof value === 'string' ? CONTROL.exec(value)?.[0] : undefined;
  if (control !== undefined) faults.add(leaf, `the character ${named(control)} is none of a text: leave it out`);
  return { ...leaf, value };
}

/** What no database, metric or page could hold. Lines may break, and tabs stand between. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

function named(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** Keys that are told apart in YAML, such as 2023 and "2023", are one name here. */
function membersOf(pairs: readonly Pair[], place: Place): ReadonlyMap<string, SourceNode> {
  const members = new Map<string, SourceNode>();
  for (const [key, node] of pairs.flatMap((pair) => memberOf(pair, place))) {
    if (members.has(key)) place.reading.faults.add(node, `'${key}' stands here already: expected each key once`);
    else members.set(key, node);
  }
  return members;
}

function memberOf(pair: Pair, { reading, line, depth }: Place): readonly (readonly [string, SourceNode])[] {
  const place = { reading, line: lineOf(pair.key, reading, line), depth };
  if (!isScalar(pair.key)) {
    reading.faults.add(
      { file: reading.file, line: place.line },
      'a key that is a list or map is not known: expected text',
    );
    return [];
  }
  if (pair.key.value === '<<' && pair.key.type === 'PLAIN') {
    reading.faults.add(
      { file: reading.file, line: place.line },
      `a merge ('<<') is not known in a catalogue: write the values themselves`,
    );
    return [];
  }
  return [[keyOf(pair.key.value), nodeOf(pair.value, place)]];
}

function keyOf(key: unknown): string {
  return key === null ? '' : String(key);
}
