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
  return nodeOf(document.contents, { reading, line: lineOf(document.contents, reading, 1) });
}

interface Place {
  readonly reading: Reading;
  readonly line: number;
}

function lineOf(node: unknown, { lines }: Reading, otherwise: number): number {
  const range = (node as Node | null)?.range;
  return range === undefined || range === null ? otherwise : lines.linePos(range[0]).line;
}

const NO_MEMBERS: ReadonlyMap<string, SourceNode> = new Map();

function nodeOf(node: unknown, { reading, line }: Place): SourceNode {
  const { file, faults } = reading;
  const leaf = { file, line, members: NO_MEMBERS, items: [] };
  if (isMap(node)) {
    const members = new Map(node.items.flatMap((pair) => memberOf(pair, { reading, line })));
    return { ...leaf, members, value: Object.fromEntries([...members].map(([key, { value }]) => [key, value])) };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => nodeOf(item, { reading, line: lineOf(item, reading, line) }));
    return { ...leaf, items, value: items.map(({ value }) => value) };
  }
  if (isAlias(node)) {
    faults.add(leaf, `the alias '*${node.source}' is not known in a catalogue: write the value itself`);
    return { ...leaf, value: null };
  }
  return { ...leaf, value: isScalar(node) ? plain(node.value) : null };
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function memberOf(pair: Pair, { reading, line }: Place): readonly (readonly [string, SourceNode])[] {
  const place = { reading, line: lineOf(pair.key, reading, line) };
  if (!isScalar(pair.key)) {
    reading.faults.add(
      { file: reading.file, line: place.line },
      'a key that is a list or map is not known: expected text',
    );
    return [];
  }
  return [[keyOf(pair.key.value), nodeOf(pair.value, place)]];
}

function keyOf(key: unknown): string {
  return key === null ? '' : String(key);
}
