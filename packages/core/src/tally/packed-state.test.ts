// The packed messages of a tally: whatever deltas and blocks a log holds, in its order, they give the state back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Statement } from '../record/statement.ts';
import { cellsOf } from '../testing/cell-content.ts';
import { dossierPlan, EVENT } from '../testing/dossier-plan.ts';
import { statement, type Told } from '../testing/statements.ts';
import { openZone } from '../time/zone.ts';
import { createTallyState, type TallyState } from './tally-state.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const checked = { seed: 20_230_310, numRuns: 50 };
const topics = ['records', 'cells'] as const;
type Topic = (typeof topics)[number];

/** Statement number `n` of a long list in which records are told again, corrected and retracted. */
function told(n: number, records: number): Statement {
  const key = `d${(n * 7919) % records}`;
  const from = zone.midnight(19_400 + (n % 400)) + 3_600_000 * (n % 20);
  const kinds: readonly Told[] = [
    { event: EVENT.received, version: n, values: [`p${n % 5}`, n % 3, from, from + 864_000_000.5] },
    { event: EVENT.finished, version: n, values: [from + 86_400_000 * (n % 30)] },
    {
      event: EVENT.supplement,
      version: n,
      occurrence: 1 + (n % 2),
      values: [from, n % 4 === 0 ? Number.NaN : from + n],
    },
    { event: EVENT.stated, version: n, values: [`p${n % 7}`, Number.NaN, from, Number.NaN, Number.NaN] },
    { event: EVENT.retracted, version: n, of: n % 2 === 0 ? EVENT.finished : null },
  ];
  const kind = n % 23 === 0 ? 4 : n % 11 === 0 ? 3 : n % 5 === 0 ? 2 : n % 2;
  return statement(key, { ...(kinds[kind] as Told), agency: n % 3 === 0 ? 'B' : 'A' });
}

interface Written {
  readonly state: TallyState;
  readonly log: Record<Topic, Uint8Array[]>;
}

/** Commits of a few statements each; `between` may append blocks after each commit, as the rotation does. */
function written(
  { count, records, perCommit }: { readonly count: number; readonly records: number; readonly perCommit: number },
  between: (state: TallyState, topic: Topic, log: Uint8Array[]) => void,
): Written {
  const state = createTallyState(dossierPlan);
  const log: Record<Topic, Uint8Array[]> = { records: [], cells: [] };
  for (let n = 1; n <= count; n++) {
    state.apply(told(n, records), n);
    if (n % perCommit !== 0 && n !== count) continue;
    const drained = state.drain();
    state.committed();
    for (const topic of topics) {
      log[topic].push(...drained[topic]);
      between(state, topic, log[topic]);
    }
  }
  return { state, log };
}

function restored(log: Readonly<Record<Topic, readonly Uint8Array[]>>): TallyState {
  const state = createTallyState(dossierPlan);
  for (const topic of topics) log[topic].forEach(state[topic].apply);
  return state;
}

/** They hold the same, and go on the same: the next statements are judged and counted alike. */
function expectSame(one: TallyState, other: TallyState, records: number): void {
  expect(cellsOf(one.scan())).toEqual(cellsOf(other.scan()));
  expect(one.verdicts.all()).toEqual(other.verdicts.all());
  expect(one.size()).toEqual(other.size());
  for (const n of [1, 2, 3, 5, 11, 46, 5001, 5005, 5010, 5013]) {
    expect(one.apply(told(n, records), n)).toEqual(other.apply(told(n, records), n));
  }
  expect(cellsOf(one.scan())).toEqual(cellsOf(other.scan()));
}

const allBlocks = (state: TallyState, topic: Topic): Uint8Array[] =>
  Array.from({ length: state[topic].blockCount() }, (_, index) => state[topic].encodeBlock(index)).flat();

describe('a state that was packed', () => {
  it('comes back from deltas alone', () => {
    const { state, log } = written({ count: 600, records: 90, perCommit: 7 }, () => {});
    expectSame(restored(log), state, 90);
  });

  it('comes back from blocks alone, in any order of the blocks', () => {
    const { state } = written({ count: 4000, records: 1500, perCommit: 500 }, () => {});
    expect(state.records.blockCount()).toBeGreaterThan(3 * 4 - 1);
    const blocks = { records: allBlocks(state, 'records'), cells: allBlocks(state, 'cells') };
    expectSame(restored({ records: [...blocks.records].reverse(), cells: [...blocks.cells].reverse() }), state, 1500);
  });

  it('comes back from any mixture of both, also when all before the last whole round of blocks is gone', () =>
    fc.assert(
      fc.property(
        fc.record({ count: fc.integer({ min: 1, max: 120 }), records: fc.integer({ min: 1, max: 30 }) }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(40), { maxLength: 30 }),
        fc.integer({ min: 0, max: 120 }),
        ({ count, records }, perCommit, picks, roundAt) => {
          const starts: Record<Topic, number> = { records: 0, cells: 0 };
          const pending: Record<Topic, number> = { records: -1, cells: -1 };
          let commits = 0;
          const { state, log } = written({ count, records, perCommit }, (now, topic, messages) => {
            commits += 1;
            const pick = picks[commits % Math.max(1, picks.length)];
            if (pick !== undefined)
              messages.push(...now[topic].encodeBlock(pick % Math.max(1, now[topic].blockCount())));
            // A round packs block by block over several commits; what grows behind it stands in the changes after its start.
            if (pending[topic] < 0 && commits >= roundAt) {
              pending[topic] = 0;
              starts[topic] = messages.length;
            }
            if (pending[topic] >= 0 && pending[topic] < now[topic].blockCount()) {
              messages.push(...now[topic].encodeBlock(pending[topic]));
              pending[topic] += 1;
            }
          });
          const isWhole = (topic: Topic): boolean => pending[topic] >= state[topic].blockCount();
          const kept = (topic: Topic): Uint8Array[] => (isWhole(topic) ? log[topic].slice(starts[topic]) : log[topic]);
          expectSame(restored({ records: kept('records'), cells: kept('cells') }), state, records);
        },
      ),
      checked,
    ));

  it('is the same after its messages are read twice', () => {
    const { state, log } = written({ count: 300, records: 40, perCommit: 10 }, (now, topic, messages) => {
      messages.push(...now[topic].encodeBlock(messages.length % Math.max(1, now[topic].blockCount())));
    });
    const twice = { records: [...log.records, ...log.records], cells: [...log.cells, ...log.cells] };
    expectSame(restored(twice), state, 40);
  });

  it('goes on writing what a third one can read', () => {
    const { state, log } = written({ count: 200, records: 30, perCommit: 10 }, () => {});
    const second = restored(log);
    for (let n = 201; n <= 300; n++) {
      state.apply(told(n, 30), n);
      second.apply(told(n, 30), n);
    }
    const drained = second.drain();
    const third = restored({ records: [...log.records, ...drained.records], cells: [...log.cells, ...drained.cells] });
    expectSame(third, state, 30);
  });

  it('recomputes its cells from the records to what it had', () => {
    const { state } = written({ count: 800, records: 60, perCommit: 50 }, () => {});
    const before = cellsOf(state.scan());
    state.recompute();
    expect(cellsOf(state.scan())).toEqual(before);
    const { records, cells } = state.drain();
    expect(records.length + cells.length).toBeGreaterThan(0);
    state.committed();
    expect(cellsOf([...state.takeChanges()])).toEqual(before);
  });
});

describe('a packed message', () => {
  it('of a section that the plan does not know throws', () => {
    expect(() => createTallyState(dossierPlan).records.apply(Uint8Array.of(99))).toThrow(RangeError);
  });

  it('that is cut short throws', () => {
    const { log } = written({ count: 40, records: 10, perCommit: 40 }, () => {});
    for (const topic of topics) {
      const [whole] = log[topic];
      if (whole === undefined) throw new RangeError(`nothing was written to ${topic}`);
      expect(() => createTallyState(dossierPlan)[topic].apply(whole.subarray(0, whole.length - 3))).toThrow(RangeError);
    }
  });

  const largest = (messages: readonly Uint8Array[]): number => Math.max(...messages.map(({ length }) => length));

  it('stays below 900 kB with many long strings', () => {
    const state = createTallyState(dossierPlan);
    for (let n = 1; n < 12_000; n++) {
      const procedure = `a-procedure-with-${'a-very-'.repeat(10)}long-name-${n}`;
      state.apply(statement('d', { event: EVENT.received, version: n, values: [procedure, 1, 0, Number.NaN] }), n);
    }
    const { records, cells } = state.drain();
    expect(largest([...records, ...cells])).toBeLessThan(900_000);
    expectSame(restored({ records, cells }), state, 10);
  });

  it('stays below 900 kB with records of many occurrences', () => {
    const state = createTallyState(dossierPlan);
    for (let n = 1; n <= 20_000; n++) {
      const reading = {
        record: 1,
        event: 0,
        version: n,
        occurrence: zone.midnight(Math.floor(n / 1000)) + 0.5,
        values: [n],
      };
      state.apply(statement(`unit ${n % 1000}`, reading), n);
    }
    const { records, cells } = state.drain();
    const blocks = { records: allBlocks(state, 'records'), cells: allBlocks(state, 'cells') };
    expect(largest([...records, ...cells, ...blocks.records, ...blocks.cells])).toBeLessThan(900_000);
    expect(cellsOf(restored({ records, cells }).scan())).toEqual(cellsOf(state.scan()));
    expect(cellsOf(restored(blocks).scan())).toEqual(cellsOf(state.scan()));
  });

  it('says about as many bytes as all blocks take', () => {
    const { state } = written({ count: 4000, records: 1500, perCommit: 100 }, () => {});
    for (const topic of topics) {
      const bytes = allBlocks(state, topic).reduce((sum, { length }) => sum + length, 0);
      expect(state[topic].liveBytes()).toBeGreaterThan(bytes / 2);
      expect(state[topic].liveBytes()).toBeLessThan(bytes * 2);
    }
  });
});

describe('what the evaluator is told', () => {
  it('adds up to the cells, however often it asks, and only what is committed', () => {
    const state = createTallyState(dossierPlan);
    const taken = [];
    for (let n = 1; n <= 300; n++) {
      state.apply(told(n, 20), n);
      if (n % 7 === 0) {
        const hadChanges = state.hasChanges();
        state.drain();
        expect(state.hasChanges()).toBe(hadChanges);
        state.committed();
        expect(state.hasChanges()).toBe(true);
      }
      if (n % 35 === 0) {
        taken.push(...state.takeChanges());
        expect(state.hasChanges()).toBe(false);
      }
    }
    state.drain();
    state.committed();
    taken.push(...state.takeChanges());
    expect(cellsOf(taken)).toEqual(cellsOf(state.scan()));
    expect([...state.takeChanges()]).toEqual([]);
  });

  it('is everything once when it begins anew, also between draining and committing', () => {
    const state = createTallyState(dossierPlan);
    for (let n = 1; n <= 40; n++) state.apply(told(n, 10), n);
    state.drain();
    state.committed();
    for (let n = 41; n <= 60; n++) state.apply(told(n, 10), n);
    state.drain();
    const taken = [...state.takeAll()];
    state.committed();
    expect(state.hasChanges()).toBe(false);
    for (let n = 61; n <= 80; n++) state.apply(told(n, 10), n);
    state.drain();
    state.committed();
    taken.push(...state.takeChanges());
    expect(cellsOf(taken)).toEqual(cellsOf(state.scan()));
  });

  it('is everything once when it begins anew and more is told before the next commit', () => {
    const { state } = written({ count: 200, records: 30, perCommit: 50 }, () => {});
    state.recompute();
    const taken = [...state.takeAll()];
    for (let n = 201; n <= 260; n++) state.apply(told(n, 30), n);
    state.drain();
    state.committed();
    taken.push(...state.takeChanges());
    expect(cellsOf(taken)).toEqual(cellsOf(state.scan()));
  });
});
