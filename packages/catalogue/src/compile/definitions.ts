// Reads the KPI documents: several of one id are the definitions of one KPI, one after the other, without a gap and without overlap.
// What is of the KPI as a whole (its unit of measure, its owner, its alerts) does not change with its definition.
import { formatDay, parseDay, type Validity } from '@nhip/core';
import type { z } from 'zod';
import { kpiSchema } from '../language/kpi-schema.ts';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { readMembers } from '../source/read.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import { type Slice, sliceOf } from './slice.ts';

export interface WrittenKpi {
  readonly id: string;
  /** The oldest first; at least one. */
  readonly definitions: readonly WrittenDefinition[];
  readonly newest: WrittenDefinition;
}

export interface WrittenDefinition {
  readonly id: string;
  readonly document: SourceDocument;
  readonly members: Partial<z.output<typeof kpiSchema>>;
  readonly slice: Slice;
  readonly valid: Validity;
}

export const ALWAYS: Validity = { from: null, until: null };

/** In the order in which their ids are first met. */
export function readKpis(documents: readonly SourceDocument[], faults: Faults): readonly WrittenKpi[] {
  const byId = Map.groupBy(
    documents.flatMap((document) => readDefinition(document, faults) ?? []),
    ({ id }) => id,
  );
  return [...byId].flatMap(([id, written]) => {
    checkDated(written, faults);
    const definitions = written.toSorted((left, right) => startOf(left.valid) - startOf(right.valid));
    const newest = definitions.at(-1);
    if (newest === undefined) return [];
    checkSequence(definitions, faults);
    for (const earlier of definitions.slice(0, -1)) checkWhole(earlier, newest, faults);
    return [{ id, definitions, newest }];
  });
}

function readDefinition(document: SourceDocument, faults: Faults): WrittenDefinition | null {
  const members = readMembers(document.root, kpiSchema, faults);
  if (members.kpi === undefined) {
    faults.markIncomplete();
    return null;
  }
  const slice = sliceOf(document.root.members.get('slice'), members.slice);
  return { id: members.kpi, document, members, slice, valid: validityOf(document.root, members, faults) };
}

function validityOf(root: SourceNode, { valid }: WrittenDefinition['members'], faults: Faults): Validity {
  if (valid === undefined) return ALWAYS;
  const from = valid.from === undefined ? null : parseDay(valid.from);
  const until = valid.until === undefined ? null : parseDay(valid.until);
  if (from !== null && until !== null && until <= from) {
    faults.add(placeOf(root), `'valid' ends before it begins: expected until later than from: ${valid.from}`);
  }
  return { from, until };
}

function startOf({ from }: Validity): number {
  return from ?? -Infinity;
}

/** The line of `valid`, where there is one. */
function placeOf(root: SourceNode): SourceNode {
  return root.members.get('valid') ?? root;
}

function checkDated(written: readonly WrittenDefinition[], faults: Faults): void {
  const undated = written.filter(({ document }) => !document.root.members.has('valid'));
  // One of several may be the first to stand there; the others are too many.
  for (const { id, document } of written.length === undated.length ? undated.slice(1) : undated) {
    if (written.length === 1) return;
    const expected = 'expected one document, or in each of its definitions valid: { from, until }';
    faults.add(document.root, `the KPI '${id}' stands twice: ${expected}`);
  }
}

/** Each is compared with the one before it that lasts the longest. */
function checkSequence(definitions: readonly WrittenDefinition[], faults: Faults): void {
  let before: WrittenDefinition | null = null;
  for (const next of definitions) {
    if (!next.document.root.members.has('valid')) continue;
    if (before !== null) checkNeighbours(before, next, faults);
    if (before === null || endOf(next.valid) > endOf(before.valid)) before = next;
  }
}

function endOf({ until }: Validity): number {
  return until ?? Infinity;
}

function checkNeighbours(before: WrittenDefinition, { id, document, valid }: WrittenDefinition, faults: Faults): void {
  const { until } = before.valid;
  const { root } = before.document;
  const other = `the one at ${root.file}:${placeOf(root).line}`;
  if (valid.from === null) {
    faults.add(placeOf(document.root), `a definition of '${id}' overlaps ${other}: expected from, the day it begins`);
  } else if (until === null) {
    const expected = `expected until: ${formatDay(valid.from)} in that one`;
    faults.add(placeOf(document.root), `a definition of '${id}' overlaps ${other}, which has no end: ${expected}`);
  } else if (until > valid.from) {
    const expected = `expected from: ${formatDay(until)}`;
    faults.add(placeOf(document.root), `a definition of '${id}' overlaps ${other}: ${expected}`);
  } else if (until < valid.from) {
    const gap = `from ${formatDay(until)} to the day before ${formatDay(valid.from)}`;
    faults.add(placeOf(document.root), `'${id}' has no definition ${gap}: expected from: ${formatDay(until)}`);
  }
}

const ALIKE = ['measure', 'better', 'grains'] as const;
const OF_NEWEST = ['code', 'owner', 'alert'] as const;

function checkWhole(earlier: WrittenDefinition, newest: WrittenDefinition, faults: Faults): void {
  const { id, document, members } = earlier;
  for (const key of ALIKE) {
    const [own, wanted] = [JSON.stringify(members[key]), JSON.stringify(newest.members[key])];
    const isMissing = key !== 'grains' && (own === undefined || wanted === undefined);
    if (own === wanted || isMissing) continue;
    const at = document.root.members.get(key) ?? document.root;
    const expected = wanted === undefined ? `none` : wanted;
    faults.add(at, `'${key}' of '${id}' is one in all its definitions: expected ${expected}, as in the newest one`);
  }
  for (const key of OF_NEWEST) {
    const at = document.root.members.get(key);
    if (at !== undefined) faults.add(at, `'${key}' is of the KPI as it is now: expected it in its newest definition`);
  }
  if (document.programme !== newest.document.programme) {
    faults.add(document.root, `the definitions of '${id}' stand in several programmes: expected one folder`);
  }
}
