// What a KPI may not be asked: a grain finer than its cells, a dimension its measures lack, a sum over one that is never summed.
import type { Grain } from '@nhip/core';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { grainsRead, tooShort } from './earlier.ts';
import type { CompiledFormula, Use } from './formula.ts';
import { isFiner } from './grains.ts';
import type { FormulaContext } from './kpi-context.ts';
import type { KeptDimension, Publication } from './publication.ts';

interface Asked {
  readonly formula: CompiledFormula;
  readonly publication: Publication;
  readonly node: SourceNode;
}

/** The levels at which the total is published: none where it would add up what is never summed. */
export function checkPublication(asked: Asked, { faults }: FormulaContext): readonly string[] {
  const { formula, publication } = asked;
  for (const use of formula.uses) {
    checkByPeriod(asked, use, { faults });
    for (const grain of publication.grains) checkGrain(asked, { use, grain }, { faults });
    for (const kept of publication.per) checkKept(kept, use, { faults });
  }
  const open = formula.uses.flatMap((use) => unsummedIn(use).map((dimension) => ({ use, dimension })));
  const { per } = publication;
  for (const { use, dimension } of open) {
    if (per.length > 0 && per.every((kept) => kept.dimension === dimension)) continue;
    const message = `'${use.name}' is never summed over '${dimension}': expected a slice that fixes it, or per: ${dimension} alone`;
    faults.add(use.node, message);
  }
  return open.length > 0 ? [] : publication.levels;
}

/** A rolling window begins on any day, so nobody knows beforehand which of them a record begins and settles in. */
function checkByPeriod({ publication, node }: Asked, use: Use, { faults }: Pick<FormulaContext, 'faults'>): void {
  const { name, measure } = use;
  const read = publication.grains.flatMap((grain) => grainsRead(use, grain));
  const rolling = read.find((grain) => grain.startsWith('P'));
  if (measure.plan.what.kind !== 'cohort' || rolling === undefined) return;
  const watched = publication.alerts.some(({ windowDays }) => rolling === `P${windowDays}D`);
  const instead = watched
    ? 'expected the alert on a KPI of its own whose measures read the records as they stand'
    : 'expected day, week, month, quarter, year';
  const at = (watched ? node.members.get('alert') : node.members.get('grains')) ?? node;
  faults.add(at, `'${name}' asks by: period, which has no answer for the rolling window ${rolling}: ${instead}`);
}

/** The grain itself, and what windows and shifts make of it. */
function checkGrain(
  { node }: Asked,
  { use, grain }: { readonly use: Use; readonly grain: Grain },
  { faults }: Pick<FormulaContext, 'faults'>,
): void {
  const at = node.members.get('grains') ?? node.members.get('alert') ?? use.node;
  const { finest } = use.measure;
  const finer = grainsRead(use, grain).find((read) => isFiner(read, finest));
  if (finer !== undefined) {
    faults.add(at, `the grain ${finer} is finer than '${use.name}' keeps: expected ${finest} or longer`);
  }
  const short = tooShort(use, grain);
  if (short !== null) {
    faults.add(
      at,
      `${short} of '${use.name}' is shorter than the grain ${grain}: expected a longer window, or shorter grains`,
    );
  }
}

/** A gauge has each label once, and Prometheus refuses a whole scrape over one that has not; the last two it adds itself. */
const GAUGE_LABELS: readonly string[] = ['unit', 'level', 'grain', 'period', 'status', 'job', 'instance'];

function checkKept(kept: KeptDimension, use: Use, { faults }: Pick<FormulaContext, 'faults'>): void {
  const { dimensions } = use.measure;
  if (GAUGE_LABELS.includes(kept.dimension)) {
    faults.add(
      kept.node,
      `'${kept.dimension}' is a label of every gauge already: expected a dimension of another name`,
    );
  } else if (!dimensions.includes(kept.dimension)) {
    faults.add(kept.node, `'${use.name}' has no dimension '${kept.dimension}'; ${known(dimensions)}`);
  } else if (Object.hasOwn(use.reference.slice, kept.dimension)) {
    faults.add(kept.node, `'${kept.dimension}' is fixed by a slice of '${use.name}': expected another dimension`);
  } else if (use.member === kept.dimension) {
    faults.add(kept.node, `'${kept.dimension}' holds the members that are counted: expected another dimension`);
  }
}

/** Dimensions of a measure that are never summed and not fixed. */
function unsummedIn({ measure, reference, member }: Use): readonly string[] {
  return measure.plan.neverSummed.flatMap((place) => {
    const dimension = measure.dimensions[place];
    if (dimension === undefined || Object.hasOwn(reference.slice, dimension) || dimension === member) return [];
    return [dimension];
  });
}
