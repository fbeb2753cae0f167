// Oracle: reads the nodes of a catalogue as the YAML parser leaves them. It trusts the catalogue to compile and throws where it
// does not understand one; it shares nothing with the compiler.
import { parseAllDocuments } from 'yaml';

export type Node = unknown;
export type MapNode = Readonly<Record<string, unknown>>;

/** Every document of the texts, in order; empty ones are left out. */
export function readDocuments(texts: readonly string[]): readonly MapNode[] {
  return texts
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => (document as { toJS(): unknown }).toJS())
    .filter((document) => document !== null && document !== undefined)
    .map(mapOf);
}

export function isMap(node: Node): node is MapNode {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

export function mapOf(node: Node): MapNode {
  if (!isMap(node)) throw new TypeError(`the oracle expected a map, not ${JSON.stringify(node)}`);
  return node;
}

/** A map that may be left out. */
export function mapOrEmpty(node: Node): MapNode {
  return node === undefined || node === null ? {} : mapOf(node);
}

export function listOf(node: Node): readonly unknown[] {
  if (!Array.isArray(node)) throw new TypeError(`the oracle expected a list, not ${JSON.stringify(node)}`);
  return node;
}

/** A list that may be left out or written as its only item. */
export function itemsOf(node: Node): readonly unknown[] {
  if (node === undefined || node === null) return [];
  return Array.isArray(node) ? node : [node];
}

export function textOf(node: Node): string {
  if (typeof node !== 'string') throw new TypeError(`the oracle expected a text, not ${JSON.stringify(node)}`);
  return node;
}

export function numberOf(node: Node): number {
  if (typeof node !== 'number') throw new TypeError(`the oracle expected a number, not ${JSON.stringify(node)}`);
  return node;
}
