// What a KPI may not be asked: a grain finer than its cells, a dimension its measures lack, a sum over one that is never summed.
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
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
  const { formula, publication, node } = asked;
  for (const use of formula.uses) {
    checkByPeriod(asked, use, { faults });
    for (const grain of publication.grains) {
      if (!isFiner(grain, use.measure.finest)) continue;
      const at = node.members.get('grains') ?? node.members.get('alert') ?? use.node;
      faults.add(at, `the grain ${grain} is finer than '${use.name}' keeps: expected ${use.measure.finest} or longer`);
    }
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
function checkByPeriod(
  { publication, node }: Asked,
  { name, measure }: Use,
  { faults }: Pick<FormulaContext, 'faults'>,
): void {
  const rolling = publication.grains.find((grain) => grain.startsWith('P'));
  if (measure.plan.what.kind !== 'cohort' || rolling === undefined) return;
  const watched = publication.alert !== null && rolling === `P${publication.alert.windowDays}D`;
  const instead = watched
    ? 'expected the alert on a KPI of its own whose measures read the records as they stand'
    : 'expected day, week, month, quarter, year';
  const at = (watched ? node.members.get('alert') : node.members.get('grains')) ?? node;
  faults.add(at, `'${name}' asks by: period, which has no answer for the rolling window ${rolling}: ${instead}`);
}

function checkKept(kept: KeptDimension, use: Use, { faults }: Pick<FormulaContext, 'faults'>): void {
  const { dimensions } = use.measure;
  if (!dimensions.includes(kept.dimension)) {
    faults.add(kept.node, `'${use.name}' has no dimension '${kept.dimension}'; ${known(dimensions)}`);
  } else if (kept.dimension in use.reference.slice) {
    faults.add(kept.node, `'${kept.dimension}' is fixed by a slice of '${use.name}': expected another dimension`);
  } else if (use.member === kept.dimension) {
    faults.add(kept.node, `'${kept.dimension}' holds the members that are counted: expected another dimension`);
  }
}

/** Dimensions of a measure that are never summed and not fixed. */
function unsummedIn({ measure, reference, member }: Use): readonly string[] {
  return measure.plan.neverSummed.flatMap((place) => {
    const dimension = measure.dimensions[place];
    if (dimension === undefined || dimension in reference.slice || dimension === member) return [];
    return [dimension];
  });
}
