// Examples of KPIs: whether a catalogue asks for them (`examples: required`), and which KPIs have none.
import { daysOf, definitionOn, formatDay, type KpiDefinition, type Plan } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import type { Example } from './example.ts';

export function asksForExamples(documents: readonly SourceDocument[]): boolean {
  return documents.some(({ root }) => {
    const settings = root.members.get('catalogue');
    const place = settings !== undefined && settings.members.size > 0 ? settings : root;
    return settings !== undefined && place.members.get('examples')?.value === 'required';
  });
}

export interface Unshown {
  readonly id: string;
  readonly definition: KpiDefinition;
}

/** The definitions of KPIs for which no example expects a value. */
export function withoutExample({ kpis }: Pick<Plan, 'kpis'>, examples: readonly Example[]): readonly Unshown[] {
  const byKpi = Map.groupBy(
    examples.flatMap(({ answers }) => answers),
    ({ kpi }) => kpi,
  );
  return kpis.flatMap((kpi) => {
    const answers = byKpi.get(kpi.id) ?? [];
    const shown = new Set(answers.map(({ grain, period }) => definitionOn(kpi, daysOf(grain, period).end - 1)));
    return [...kpi.earlier, kpi]
      .filter((definition) => !shown.has(definition))
      .map((definition) => ({ id: kpi.id, definition }));
  });
}

export function checkCoverage(
  documents: readonly SourceDocument[],
  { plan, examples }: { readonly plan: Plan; readonly examples: readonly Example[] },
  faults: Faults,
): void {
  for (const { id, definition } of withoutExample(plan, examples)) {
    const from = definition.valid.from === null ? undefined : formatDay(definition.valid.from);
    const written = documents.find(({ root: { members } }) => {
      return members.get('kpi')?.value === id && members.get('valid')?.members.get('from')?.value === from;
    });
    if (written === undefined) continue;
    const { earlier } = plan.kpis.find((kpi) => kpi.id === id) ?? { earlier: [] };
    const which = earlier.length === 0 ? '' : ` by this definition`;
    faults.add(
      written.root,
      `the KPI '${id}' has no example${which}: expected a value of it in some *.test.yaml beside it`,
    );
  }
}
