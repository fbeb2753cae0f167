// Compiles the KPI documents: each formula once, in whatever order they refer to each other, then where and when each is
// published. A KPI that leads back to itself is a fault.
import type { KpiDefinition, KpiPlan } from '@nhip/core';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import { checkCoverage } from './coverage.ts';
import { ALWAYS, readKpis, type WrittenDefinition, type WrittenKpi } from './definitions.ts';
import { isStock } from './earlier.ts';
import type { CompiledDefinition, CompiledKpi, FormulaContext } from './kpi-context.ts';
import { compileOne } from './kpi-formula.ts';
import { checkPublication } from './kpi-rules.ts';
import { ownersOf } from './owners.ts';
import { pointsWithin } from './points-within.ts';
import { type Publication, publicationOf } from './publication.ts';
import { ratingOf } from './rating.ts';
import type { CompiledRecord } from './record.ts';
import type { Shared } from './shared.ts';
import { noSlice, type Slice } from './slice.ts';
import { DEPTH_MAX, openWay } from './way.ts';

export function compileKpis(
  documents: readonly SourceDocument[],
  shared: Shared & { readonly records: readonly CompiledRecord[] },
): readonly KpiPlan[] {
  const written = readKpis(documents, shared.faults);
  checkNames(written, shared.faults);
  const context = contextOf(written, shared);
  const compiled = written.map((kpi) => {
    const nodes = kpi.definitions.map(({ document }) => document.root);
    return { plan: planOf(kpi, context.kpi(kpi.id, noSlice, kpi.newest.document.root), context), nodes };
  });
  const whole = compiled.flatMap(({ plan, nodes }) => (plan === null ? [] : [{ plan, nodes }]));
  if (whole.length === written.length) checkCoverage(whole, shared.faults);
  return whole.map(({ plan }) => plan);
}

/** Each KPI is a family of gauges; `-` and `_` are one there. */
function checkNames(written: readonly WrittenKpi[], faults: Faults): void {
  const gauges = new Map<string, string>();
  for (const { id, newest } of written) {
    const { measure } = newest.members;
    if (measure === undefined) continue;
    const name = `kpi_${id}_${measure}`.replaceAll('-', '_');
    const own = ['', '_numerator', '_denominator', '_target', '_score', '_status'].map((suffix) => name + suffix);
    const taken = own.find((gauge) => gauges.has(gauge));
    if (taken !== undefined) {
      faults.add(
        newest.document.root,
        `the metric ${taken} of '${id}' is one of '${gauges.get(taken)}' too: expected another id`,
      );
    }
    for (const gauge of own) gauges.set(gauge, id);
  }
}

function contextOf(written: readonly WrittenKpi[], shared: Shared & Pick<FormulaContext, 'records'>): FormulaContext {
  const byId = new Map(written.map((kpi) => [kpi.id, kpi]));
  const done = new Map<string, CompiledKpi | null>();
  const way = openWay();
  const tooDeep = (id: string, at: SourceNode): null => {
    shared.faults.add(at, `the KPI '${id}' is computed through ${DEPTH_MAX} others: expected fewer`);
    return null;
  };
  const compile = (id: string, slice: Slice, at: SourceNode): CompiledKpi | null => {
    const kpi = byId.get(id);
    if (kpi === undefined) {
      shared.faults.unresolved(at, `the KPI '${id}' is not declared; ${known(byId.keys())}`);
      return null;
    }
    const isPlain = slice.size === 0;
    const ready = isPlain ? done.get(id) : undefined;
    way.meet(id);
    if (ready !== undefined) return ready;
    const cycle = way.cycleTo(id);
    if (cycle !== null) {
      shared.faults.add(at, `the KPI '${id}' leads back to itself: ${cycle.join(' > ')}`);
      return null;
    }
    if (way.isFull()) return tooDeep(way.first(), at);
    way.enter(id);
    const definitions = kpi.definitions.map((one) => compileOne(one, { slice, at }, context));
    const isTooDeep = way.leave(id) > DEPTH_MAX;
    const sound = definitions.filter((one) => one !== null);
    const isSound = sound.length === definitions.length && !isTooDeep;
    const compiled = isSound ? { definitions: sound } : isTooDeep ? tooDeep(id, at) : null;
    if (isPlain) done.set(id, compiled);
    return compiled;
  };
  const context: FormulaContext = {
    ...shared,
    valid: ALWAYS,
    kpi: compile,
    points: (id, valid, at) => {
      const kpi = compile(id, noSlice, at);
      const isMeant = byId.get(id)?.definitions.some(({ document }) => document.root.members.has('score')) ?? false;
      return kpi === null ? null : pointsWithin(kpi, { id, valid, at, isMeant }, shared.faults);
    },
    kpiIndex: (id) => written.findIndex((kpi) => kpi.id === id),
    definitionsOf: (index) => done.get(written[index]?.id ?? '')?.definitions ?? [],
  };
  return context;
}

function planOf(
  { id, definitions, newest }: WrittenKpi,
  kpi: CompiledKpi | null,
  context: FormulaContext,
): KpiPlan | null {
  const { code = null, measure, better } = newest.members;
  const owners = ownersOf(newest.document.root.members.get('owner'), context);
  const own = publicationOf(newest.document.root, newest.members, context);
  const plans = definitions.map((definition, place) => {
    // Alerts watch the newest definition, in windows that are published of all.
    const published = publicationOf(definition.document.root, definition.members, context);
    const publication = { ...published, grains: own.grains };
    return definitionOf(definition, { formula: kpi?.definitions[place] ?? null, publication }, context);
  });
  const sound = plans.filter((plan) => plan !== null);
  const last = sound.at(-1);
  if (last === undefined || sound.length < plans.length || measure === undefined || better === undefined) return null;
  const { programme } = newest.document;
  const whole = { id, code, programme, owners, measure, better, grains: own.grains, alerts: own.alerts };
  return { ...whole, ...last, earlier: sound.slice(0, -1) };
}

interface Defining {
  readonly formula: CompiledDefinition | null;
  readonly publication: Publication;
}

function definitionOf(
  { document: { root }, members, valid }: WrittenDefinition,
  { formula, publication }: Defining,
  context: FormulaContext,
): KpiDefinition | null {
  const { title, description = null, basis } = members;
  if (formula === null || title === undefined || basis === undefined) return null;
  // What a composite is published for hangs on its parts alone.
  const isComposite = formula.formula.kind === 'composite';
  const levels = isComposite ? publication.levels : checkPublication({ formula, publication, node: root }, context);
  const rating = ratingOf(root, { members, points: formula.points, levels: publication.levels }, context);
  return {
    valid,
    title,
    description,
    basis,
    levels,
    per: publication.per.map((kept) => ({ dimension: kept.dimension, levels: kept.levels })),
    formula: formula.formula,
    hasStock: formula.uses.some(isStock),
    usesCalendar: formula.uses.some((use) => use.measure.usesCalendar),
    targets: publication.targets,
    rating,
    flags: formula.flags,
  };
}
