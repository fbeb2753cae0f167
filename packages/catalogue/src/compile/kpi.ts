// Compiles the KPI documents: each formula once, in whatever order they refer to each other, then where and when each is
// published. A KPI that leads back to itself is a fault.
import type { KpiPlan } from '@nhip/core';
import type { z } from 'zod';
import { formulaKeys, kpiSchema } from '../language/kpi-schema.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { readMembers } from '../source/read.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import { type CompiledFormula, formulaOf } from './formula.ts';
import type { FormulaContext } from './kpi-context.ts';
import { checkPublication } from './kpi-rules.ts';
import { publicationOf } from './publication.ts';
import type { CompiledRecord } from './record.ts';
import type { Shared } from './shared.ts';
import { noSlice, type Slice, sliceOf } from './slice.ts';

interface WrittenKpi {
  readonly id: string;
  readonly document: SourceDocument;
  readonly members: Partial<z.output<typeof kpiSchema>>;
  readonly slice: Slice;
}

export function compileKpis(
  documents: readonly SourceDocument[],
  shared: Shared & { readonly records: readonly CompiledRecord[] },
): readonly KpiPlan[] {
  const written = documents.flatMap((document) => readKpi(document, shared.faults) ?? []);
  checkNames(written, shared.faults);
  const context = contextOf(written, shared);
  return written.flatMap((kpi) => {
    const formula = context.kpi(kpi.id, noSlice, kpi.document.root);
    return planOf(kpi, { formula, context }) ?? [];
  });
}

function readKpi(document: SourceDocument, faults: Faults): WrittenKpi | null {
  const members = readMembers(document.root, kpiSchema, faults);
  if (members.kpi === undefined) {
    faults.markIncomplete();
    return null;
  }
  return { id: members.kpi, document, members, slice: sliceOf(document.root.members.get('slice'), members.slice) };
}

/** Each KPI is a family of gauges; `-` and `_` are one there. */
function checkNames(written: readonly WrittenKpi[], faults: Faults): void {
  const ids = new Set<string>();
  const gauges = new Map<string, string>();
  for (const { id, members, document } of written) {
    if (ids.has(id)) faults.add(document.root, `the KPI '${id}' stands twice`);
    else if (members.measure !== undefined) {
      const name = `kpi_${id}_${members.measure}`.replaceAll('-', '_');
      const own = ['', '_numerator', '_denominator', '_target', '_score', '_status'].map((suffix) => name + suffix);
      const taken = own.find((gauge) => gauges.has(gauge));
      if (taken !== undefined) {
        faults.add(
          document.root,
          `the metric ${taken} of '${id}' is one of '${gauges.get(taken)}' too: expected another id`,
        );
      }
      for (const gauge of own) gauges.set(gauge, id);
    }
    ids.add(id);
  }
}

function contextOf(written: readonly WrittenKpi[], shared: Shared & Pick<FormulaContext, 'records'>): FormulaContext {
  const byId = new Map(written.map((kpi) => [kpi.id, kpi]));
  const done = new Map<string, CompiledFormula | null>();
  const way: string[] = [];
  const compile = (id: string, slice: Slice, at: SourceNode): CompiledFormula | null => {
    const kpi = byId.get(id);
    if (kpi === undefined) {
      shared.faults.unresolved(at, `the KPI '${id}' is not declared; ${known(byId.keys())}`);
      return null;
    }
    const isPlain = slice.size === 0;
    const ready = isPlain ? done.get(id) : undefined;
    if (ready !== undefined) return ready;
    if (way.includes(id)) {
      shared.faults.add(at, `the KPI '${id}' leads back to itself: ${[...way.slice(way.indexOf(id)), id].join(' > ')}`);
      return null;
    }
    way.push(id);
    const node = formulaNode(kpi.document.root, shared.faults);
    const formula = node === null ? null : formulaOf(node, new Map([...slice, ...kpi.slice]), context);
    way.pop();
    if (isPlain) done.set(id, formula);
    return formula;
  };
  const context: FormulaContext = {
    ...shared,
    kpi: compile,
    kpiIndex: (id) => written.findIndex((kpi) => kpi.id === id),
  };
  return context;
}

const mainKeys: readonly string[] = formulaKeys.filter((key) => !['having', 'level', 'empty'].includes(key));

/** The members of the document that make up its formula, as one node. */
function formulaNode(root: SourceNode, faults: Faults): SourceNode | null {
  const keys: readonly string[] = formulaKeys;
  const members = new Map([...root.members].filter(([key]) => keys.includes(key)));
  const main = mainKeys.filter((key) => members.has(key));
  if (main.length !== 1) {
    const found = main.length === 0 ? 'none' : main.join(' and ');
    faults.add(root, `a KPI has one formula, this one has ${found}: expected one of ${mainKeys.join(', ')}`);
    return null;
  }
  const value = Object.fromEntries([...members].map(([key, node]) => [key, node.value]));
  const [first] = main;
  return { ...root, line: members.get(first ?? '')?.line ?? root.line, members, value };
}

function planOf(
  { id, document, members }: WrittenKpi,
  { formula, context }: { readonly formula: CompiledFormula | null; readonly context: FormulaContext },
): KpiPlan | null {
  const { title, description = null, basis, measure, better } = members;
  const publication = publicationOf(document.root, members, context);
  if (formula === null || title === undefined || basis === undefined) return null;
  if (measure === undefined || better === undefined) return null;
  const levels = checkPublication({ formula, publication, node: document.root }, context);
  return {
    id,
    title,
    description,
    programme: document.programme,
    basis,
    measure,
    better,
    grains: publication.grains,
    levels,
    per: publication.per.map((kept) => ({ dimension: kept.dimension, levels: kept.levels })),
    formula: formula.formula,
    hasStock: formula.uses.some((use) => ['stock', 'cover', 'hold'].includes(use.measure.plan.what.kind)),
    usesCalendar: formula.uses.some((use) => use.measure.usesCalendar),
    targets: publication.targets,
    alert: publication.alert,
  };
}
