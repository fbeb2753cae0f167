// Command line: computes an example of a catalogue the way the service would, without log and clock: decoder, tally, evaluator.
import type { Answer, Example, Told } from '@nhip/catalogue';
import {
  carriedAt,
  createEvaluator,
  createPublishedStore,
  createTallyState,
  type KpiPlan,
  type Plan,
  type PublishedStore,
  type Result,
  type TallyState,
} from '@nhip/core';
import { createDecoder, decodeStructured, type Fault, type StatementDecoder } from '@nhip/events';

/** The value at each answer's place, null where nothing is published; or the fault of an event that is refused. */
export type Computed =
  | { readonly kind: 'values'; readonly valueOf: (answer: Answer) => Result | null }
  | { readonly kind: 'refused'; readonly told: Told; readonly faults: readonly Fault[] };

export interface ExampleComputer {
  compute(example: Example): Computed;
}

export async function openExamples(plan: Plan): Promise<ExampleComputer> {
  const decoder = await createDecoder(plan);
  return {
    compute: ({ told, tickMs, answers }) => {
      const own = narrowed(plan, answers);
      const tally = createTallyState(own);
      let offset = 0;
      for (const each of told) {
        const decoded = decode(decoder, each);
        if (decoded.kind === 'rejected') return { kind: 'refused', told: each, faults: decoded.faults };
        for (const { statement } of decoded.statements) {
          tally.apply(statement, offset);
          offset += 1;
        }
      }
      const store = evaluated(own, tally, tickMs);
      return { kind: 'values', valueOf: (answer) => valueIn(store, answer) };
    },
  };
}

/** The plan with only those grains of those KPIs that are asked for; what KPIs read of each other stays. */
function narrowed(plan: Plan, answers: readonly Answer[]): Plan {
  const asked = Map.groupBy(answers, ({ kpi }) => kpi);
  const grainsOf = (id: string): KpiPlan['grains'] => [...new Set((asked.get(id) ?? []).map(({ grain }) => grain))];
  return { ...plan, kpis: plan.kpis.map((kpi) => ({ ...kpi, grains: grainsOf(kpi.id) })) };
}

function decode(decoder: StatementDecoder, { agency, event }: Told): ReturnType<StatementDecoder['expand']> {
  const read = decodeStructured(new TextEncoder().encode(JSON.stringify(event)));
  return read.kind === 'rejected' ? read : decoder.expand(read.envelope, agency, null);
}

function evaluated(plan: Plan, tally: TallyState, tickMs: number): PublishedStore {
  tally.drain();
  tally.committed();
  const evaluator = createEvaluator(plan);
  for (const change of tally.takeChanges()) evaluator.take(change);
  const store = createPublishedStore(plan);
  store.replaceAll(evaluator.evaluate(tickMs));
  return store;
}

function valueIn(store: PublishedStore, { kpi, unit, dimensions, grain, period }: Answer): Result | null {
  const wanted = JSON.stringify(Object.entries(dimensions).sort());
  for (const { key, runs } of store.seriesOf(kpi)) {
    if (key.boundaries !== 'then' || key.unit !== unit || key.grain !== grain) continue;
    if (JSON.stringify(Object.entries(key.dimensions).sort()) !== wanted) continue;
    const published = carriedAt(runs, period);
    if (published !== null) return published.result;
  }
  return null;
}
