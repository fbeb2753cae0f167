// The mirror of a partition's cells: however the commits are cut and however often it is asked, what it tells adds up to the cells.
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../testing/cell-content.ts';
import { dossierPlan, EVENT } from '../testing/dossier-plan.ts';
import { statement } from '../testing/statements.ts';
import { openZone } from '../time/zone.ts';
import { createCellMirror } from './cell-mirror.ts';
import { createTallyState, type TallyState } from './tally-state.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const RECORDS = 20;

/** Statement number `n`: records are told, finished, corrected and retracted. */
function tell(state: TallyState, n: number): void {
  const key = `d${(n * 7919) % RECORDS}`;
  const from = zone.midnight(19_400 + (n % 90));
  if (n % 13 === 0) state.apply(statement(key, { event: EVENT.retracted, version: n, of: null }), n);
  else if (n % 2 === 0)
    state.apply(statement(key, { event: EVENT.finished, version: n, values: [from + 86_400_000 * 9] }), n);
  else
    state.apply(
      statement(key, { event: EVENT.received, version: n, values: [`p${n % 5}`, n % 3, from, from + 0.5] }),
      n,
    );
}

function commit(state: TallyState): readonly Uint8Array[] {
  const { cells } = state.drain();
  state.committed();
  return cells;
}

describe('the mirror of cells', () => {
  it('tells what adds up to the cells, commit by commit', () => {
    const state = createTallyState(dossierPlan);
    const mirror = createCellMirror(dossierPlan);
    const taken = [];
    for (let n = 1; n <= 300; n += 1) {
      tell(state, n);
      if (n % 7 !== 0) continue;
      for (const message of commit(state)) mirror.apply(message);
      if (n % 35 !== 0) continue;
      expect(mirror.hasChanges()).toBe(true);
      taken.push(...mirror.takeChanges());
      expect(mirror.hasChanges()).toBe(false);
    }
    for (const message of commit(state)) mirror.apply(message);
    taken.push(...mirror.takeChanges());
    expect(cellsOf(taken)).toEqual(cellsOf(state.scan()));
    expect(cellsOf(taken).size).toBeGreaterThan(20);
  });

  it('tells nothing of messages that it has read before, nor of blocks of the rotation', () => {
    const state = createTallyState(dossierPlan);
    const mirror = createCellMirror(dossierPlan);
    for (let n = 1; n <= 100; n += 1) tell(state, n);
    const messages = commit(state);
    for (const message of messages) mirror.apply(message);
    const taken = [...mirror.takeChanges()];
    const blocks = Array.from({ length: state.cells.blockCount() }, (_, index) =>
      state.cells.encodeBlock(index),
    ).flat();
    for (const message of [...messages, ...blocks]) mirror.apply(message);
    expect(mirror.hasChanges()).toBe(false);
    expect([...mirror.takeChanges()]).toEqual([]);
    expect(cellsOf(taken)).toEqual(cellsOf(state.scan()));
  });

  it('tells everything once to whoever begins anew', () => {
    const state = createTallyState(dossierPlan);
    const mirror = createCellMirror(dossierPlan);
    for (let n = 1; n <= 60; n += 1) tell(state, n);
    for (const message of commit(state)) mirror.apply(message);
    const taken = [...mirror.takeAll()];
    expect(mirror.hasChanges()).toBe(false);
    for (let n = 61; n <= 90; n += 1) tell(state, n);
    for (const message of commit(state)) mirror.apply(message);
    taken.push(...mirror.takeChanges());
    expect(cellsOf(taken)).toEqual(cellsOf(state.scan()));
  });

  it('tells cells as one that differ only by what nobody reads, whatever came back to what it was', () => {
    const nobody = dossierPlan.records.map(({ families }) => families.map(() => []));
    const state = createTallyState(dossierPlan, nobody);
    const mirror = createCellMirror(dossierPlan, nobody);
    const taken = [];
    const counted = [];
    for (let n = 1; n <= 200; n += 1) {
      tell(state, n);
      for (const message of commit(state)) mirror.apply(message);
      if (n % 50 !== 0) continue;
      taken.push(...mirror.takeChanges());
      counted.push(...state.takeChanges());
    }
    expect(cellsOf(taken)).toEqual(cellsOf(counted));
    expect(taken.length).toBe(counted.length);
    expect(cellsOf(taken).size).toBeGreaterThan(20);
    expect(taken.every(({ dimensions }) => dimensions.every((value) => value === ''))).toBe(true);
  });
});
