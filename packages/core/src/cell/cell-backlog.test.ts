// The evaluator hears of each cell once, and of cells that differ only by what nobody reads as of one.
import { describe, expect, it } from 'vitest';
import { createTallyState, type TallyState } from '../tally/tally-state.ts';
import { cellsOf } from '../testing/cell-content.ts';
import { dossierPlan, EVENT } from '../testing/dossier-plan.ts';
import { statement } from '../testing/statements.ts';
import type { CellChange } from './change.ts';

const DAY_MS = 86_400_000;
const NOBODY = dossierPlan.records.map(({ families }) => families.map(() => []));

/** Dossiers of five procedures on three days; some are corrected. */
function tell(state: TallyState, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const at = DAY_MS * (19_400 + (n % 3));
    const values = [`p${n % 5}`, n % 3, at, at + 0.5];
    state.apply(statement(`d${n % 40}`, { event: EVENT.received, version: n, values }), n);
    if (n % 7 !== 0) continue;
    state.drain();
    state.committed();
  }
  state.drain();
  state.committed();
}

function withoutDimensions(change: CellChange): CellChange {
  return { ...change, dimensions: change.dimensions.map(() => '') };
}

describe('what the evaluator is told of cells', () => {
  it('is one change for all that differ by dimensions which nobody reads, and adds up to the same', () => {
    const [apart, together] = [createTallyState(dossierPlan), createTallyState(dossierPlan, NOBODY)];
    for (const state of [apart, together]) tell(state, 100);
    const [each, one] = [[...apart.takeChanges()], [...together.takeChanges()]];
    expect(cellsOf(one)).toEqual(cellsOf(each.map(withoutDimensions)));
    expect(one.length).toBeLessThan(each.length);
    expect(new Set(one.map(({ record, family, unit, bucket }) => [record, family, unit, bucket].join())).size).toBe(
      one.length,
    );
  });

  it('comes place by place: what one unit and the same dimensions gained, one after the other', () => {
    const state = createTallyState(dossierPlan);
    for (let n = 0; n < 60; n += 1) {
      const at = DAY_MS * (19_400 + 31 * Math.floor(n / 5));
      state.apply(statement(`d${n}`, { event: EVENT.received, version: n, values: [`p${n % 5}`, 0, at, at + 0.5] }), n);
    }
    state.drain();
    state.committed();
    const places = [...state.takeChanges()].map(({ record, family, unit, dimensions }) =>
      [record, family, unit, ...dimensions].join(),
    );
    const begun = places.filter((place, at) => place !== places[at - 1]);
    expect(begun.length).toBe(new Set(places).size);
    expect(begun.length).toBeLessThan(places.length);
  });

  it('is nothing where a commit left the cells as they were', () => {
    const state = createTallyState(dossierPlan, NOBODY);
    tell(state, 40);
    expect([...state.takeChanges()]).not.toEqual([]);
    const there = { event: EVENT.received, values: ['p0', 0, DAY_MS * 19_400, DAY_MS * 19_400 + 0.5] };
    const elsewhere = { event: EVENT.received, values: ['p1', 0, DAY_MS * 19_400, DAY_MS * 19_400 + 0.5] };
    state.apply(statement('d0', { ...elsewhere, version: 200 }), 200);
    state.apply(statement('d0', { ...there, version: 201 }), 201);
    state.drain();
    state.committed();
    expect([...state.takeChanges()]).toEqual([]);
  });

  it('is not kept for nobody', () => {
    const state = createTallyState(dossierPlan, null);
    tell(state, 40);
    expect(state.hasChanges()).toBe(false);
    expect([...state.takeChanges()]).toEqual([]);
    expect([...state.scan()]).not.toEqual([]);
  });
});
