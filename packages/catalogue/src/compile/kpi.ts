// Compiles the KPI documents: each formula once, in whatever order they refer to each other, then where and when each is
// published. A KPI that leads back to itself is a fault.
import type { KpiPlan } from '@nhip/core';
import { kpiSchema } from '../language/kpi-schema.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { readMembers } from '../source/read.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import { checkCoverage } from './coverage.ts';
import { isStock } from './earlier.ts';
import type { CompiledKpi, FormulaContext } from './kpi-context.ts';
import { compileOne, type WrittenKpi } from './kpi-formula.ts';
import { checkPublication } from './kpi-rules.ts';
import { ownersOf } from './owners.ts';
import type { Points } from './points.ts';
import { publicationOf } from './publication.ts';
import { ratingOf } from './rating.ts';
import type { CompiledRecord } from './record.ts';
import type { Shared } from './shared.ts';
import { noSlice, type Slice, sliceOf } from './slice.ts';

export function compileKpis(
  documents: readonly SourceDocument[],
  shared: Shared & { readonly records: readonly CompiledRecord[] },
): readonly KpiPlan[] {
  const written = documents.flatMap((document) => readKpi(document, shared.faults) ?? []);
  checkNames(written, shared.faults);
  const context = contextOf(written, shared);
  const compiled = written.map((kpi) => {
    const formula = context.kpi(kpi.id, noSlice, kpi.document.root);
    return { plan: planOf(kpi, { formula, context }), node: kpi.document.root };
  });
  const whole = compiled.flatMap(({ plan, node }) => (plan === null ? [] : [{ plan, node }]));
  if (whole.length === written.length) checkCoverage(whole, shared.faults);
  return whole.map(({ plan }) => plan);
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
  const done = new Map<string, CompiledKpi | null>();
  const way: string[] = [];
  const compile = (id: string, slice: Slice, at: SourceNode): CompiledKpi | null => {
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
    const compiled = compileOne(kpi, { slice, at }, context);
    way.pop();
    if (isPlain) done.set(id, compiled);
    return compiled;
  };
  const points = (id: string, at: SourceNode): Points | null => {
    const kpi = compile(id, noSlice, at);
    const isMeant = byId.get(id)?.document.root.members.has('score') ?? false;
    if (kpi !== null && kpi.points === null && !isMeant) {
      shared.faults.add(at, `the KPI '${id}' has no points: expected score or composite in it`);
    }
    return kpi?.points ?? null;
  };
  const context: FormulaContext = {
    ...shared,
    kpi: compile,
    points,
    kpiIndex: (id) => written.findIndex((kpi) => kpi.id === id),
  };
  return context;
}

function planOf(
  { id, document, members }: WrittenKpi,
  { formula, context }: { readonly formula: CompiledKpi | null; readonly context: FormulaContext },
): KpiPlan | null {
  const { title, description = null, basis, measure, better, code = null } = members;
  const owners = ownersOf(document.root.members.get('owner'), context);
  const publication = publicationOf(document.root, members, context);
  if (formula === null || title === undefined || basis === undefined) return null;
  if (measure === undefined || better === undefined) return null;
  // What a composite is published for hangs on its parts alone.
  const isComposite = formula.formula.kind === 'composite';
  const levels = isComposite
    ? publication.levels
    : checkPublication({ formula, publication, node: document.root }, context);
  const rating = ratingOf(document.root, { members, points: formula.points, levels: publication.levels }, context);
  return {
    id,
    code,
    owners,
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
    hasStock: formula.uses.some(isStock),
    usesCalendar: formula.uses.some((use) => use.measure.usesCalendar),
    targets: publication.targets,
    rating,
    flags: formula.flags,
    alerts: publication.alerts,
  };
}
