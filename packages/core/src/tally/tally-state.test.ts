// The state of a tally: what statements make of it in any order, and that it comes back whole from its packed messages.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellChange, STANDING } from '../cell/change.ts';
import type { Statement } from '../record/statement.ts';
import { cellsOf } from '../testing/cell-content.ts';
import { DOSSIER, dossierPlan, EVENT } from '../testing/dossier-plan.ts';
import { statement } from '../testing/statements.ts';
import { wholeDay } from '../time/moment.ts';
import { openZone } from '../time/zone.ts';
import { createTallyState, type TallyState } from './tally-state.ts';

const zone = openZone('Asia/Ho_Chi_Minh');
const day = (text: string): number => Math.floor(Date.parse(`${text}T00:00:00Z`) / 86_400_000);
const date = (text: string): number => wholeDay(zone.midnight(day(text)));
const at = (text: string): number => Date.parse(`${text}+07:00`);

const received = (key: string, version: number, on: string, agency = 'A'): Statement =>
  statement(key, {
    event: EVENT.received,
    version,
    agency,
    values: ['1.004', 1, at(`${on}T09:00:00`), date('2023-03-10')],
  });
const finished = (key: string, version: number, on: string): Statement =>
  statement(key, { event: EVENT.finished, version, values: [at(`${on}T16:00:00`)] });

function changesSince(state: TallyState): CellChange[] {
  state.drain();
  state.committed();
  return [...state.takeChanges()];
}

function tallyOf(statements: readonly Statement[]): TallyState {
  const state = createTallyState(dossierPlan);
  statements.forEach((each, offset) => {
    state.apply(each, offset);
  });
  return state;
}

describe('a tally of statements', () => {
  it('places what a record says in cells, and takes it back when the record changes', () => {
    const state = tallyOf([received('d1', 1, '2023-03-01'), finished('d1', 2, '2023-04-05')]);
    const cells = cellsOf(state.scan());
    expect(cells.get(`0|0|A|${day('2023-03-01')}`)).toContain('["1","1","1","0"]');
    expect(cells.get(`0|0|A|${day('2023-03-11')}`)).toContain('["0","0","0","1"]');
    expect(cells.get(`0|0|A|${day('2023-04-05')}`)).toContain('["0","0","-1","-1"]');
    expect(cells.get(`0|0|A|${STANDING}`)).toContain('["1"]');
    state.apply(received('d1', 3, '2023-03-02', 'B'), 2);
    const moved = cellsOf(state.scan());
    expect([...moved.keys()].every((key) => key.includes('|B|'))).toBe(true);
  });

  it('remembers when the log took in the newest statement of each agency, whatever it counted for', () => {
    const state = createTallyState(dossierPlan);
    state.apply(received('d1', 5, '2023-03-01'), 0, 7_000);
    state.apply(received('d1', 5, '2023-03-01'), 1, 9_000);
    state.apply(received('d1', 4, '2023-03-02'), 2, 8_000);
    state.deadLettered({ agency: 'B', record: null, ingestTime: 9_500 });
    expect([...state.verdicts.lastHeard()]).toEqual([['A', 9_000]]);
  });

  it('judges repeated, superseded and conflicting statements', () => {
    const state = createTallyState(dossierPlan);
    expect(state.apply(received('d1', 5, '2023-03-01'), 0)).toEqual({ verdict: 'counted', conflict: false });
    expect(state.apply(received('d1', 5, '2023-03-01'), 1)).toEqual({ verdict: 'repeated', conflict: false });
    expect(state.apply(received('d1', 4, '2023-03-02'), 2)).toEqual({ verdict: 'superseded', conflict: false });
    const other = { ...received('d1', 5, '2023-03-03'), version: { at: 5, tieHigh: 1, tieLow: 8, eventHash: 5 } };
    expect(state.apply(other, 3)).toEqual({ verdict: 'counted', conflict: true });
    expect(state.verdicts.of('A')).toEqual({ counted: 2, superseded: 1, repeated: 1, deadLettered: 0, conflicts: 1 });
  });

  it('empties what a retraction takes back, also what arrives late below its floor, and revives what is stated anew', () => {
    const retraction = statement('d1', { event: EVENT.retracted, version: 10 });
    const state = tallyOf([received('d1', 1, '2023-03-01'), retraction, finished('d1', 9, '2023-03-05')]);
    expect(cellsOf(state.scan()).size).toBe(0);
    state.apply(received('d1', 11, '2023-03-04'), 3);
    expect(cellsOf(state.scan()).get(`0|0|A|${day('2023-03-04')}`)).toContain('["1","1","1","0"]');
    expect(cellsOf(state.scan()).has(`0|0|A|${day('2023-03-05')}`)).toBe(false);
  });

  it('moves a deadline by its pauses', () => {
    const supplement = (version: number, values: readonly number[]): Statement =>
      statement('d1', { event: EVENT.supplement, occurrence: 1, version, values });
    const pending = tallyOf([received('d1', 1, '2023-03-01'), supplement(2, [at('2023-03-08T09:00:00'), Number.NaN])]);
    expect(cellsOf(pending.scan()).has(`0|0|A|${day('2023-03-11')}`)).toBe(false);
    pending.apply(supplement(3, [at('2023-03-08T09:00:00'), at('2023-03-20T09:00:00')]), 2);
    expect(cellsOf(pending.scan()).get(`0|0|A|${day('2023-03-23')}`)).toContain('["0","0","0","1"]');
  });

  it('holds a reading from its day until the next one', () => {
    const reading = (on: string, size: number, version: number): Statement =>
      statement('A', { record: 1, event: 0, occurrence: date(on), version, values: [size] });
    const state = tallyOf([reading('2023-03-31', 1100, 2), reading('2023-01-31', 1000, 1)]);
    const cells = cellsOf(state.scan());
    expect(cells.get(`1|0|A|${day('2023-01-31')}`)).toContain('["1000","1"]');
    expect(cells.get(`1|0|A|${day('2023-03-31')}`)).toContain('["100","1"]');
  });
});

/** fast-check prints the seed and the path of what fails. */
const checked = { seed: 20_230_310, numRuns: 200 };

const statements: fc.Arbitrary<Statement> = fc
  .record({
    key: fc.constantFrom('d1', 'd2', 'd3'),
    event: fc.constantFrom(EVENT.received, EVENT.finished, EVENT.stated, EVENT.supplement, EVENT.retracted),
    version: fc.integer({ min: 1, max: 6 }),
    tie: fc.integer({ min: 1, max: 3 }),
    agency: fc.constantFrom('A', 'B'),
    days: fc.array(fc.option(fc.integer({ min: 19_410, max: 19_440 }), { nil: Number.NaN }), {
      minLength: 3,
      maxLength: 3,
    }),
    procedure: fc.constantFrom('p', 'q'),
    channel: fc.constantFrom(0, 1, Number.NaN),
    of: fc.constantFrom(null, EVENT.received, EVENT.supplement),
  })
  .map(({ key, event, days, procedure, channel, of, ...rest }) => {
    const [from = 0, due = 0, end = 0] = days.map((each) =>
      Number.isNaN(each) ? each : zone.midnight(each) + 3_600_000,
    );
    const values: Record<number, readonly (string | number)[]> = {
      [EVENT.received]: [procedure, channel, from, due],
      [EVENT.finished]: [end],
      [EVENT.stated]: [procedure, channel, from, due, end],
      [EVENT.supplement]: [from, end],
      [EVENT.retracted]: [],
    };
    const needsOccurrence = event === EVENT.supplement || (event === EVENT.retracted && of === EVENT.supplement);
    return statement(key, {
      ...rest,
      event,
      values: values[event] ?? [],
      eventHash: rest.tie,
      ...(needsOccurrence ? { occurrence: 1 } : {}),
      of: event === EVENT.retracted ? of : null,
    });
  });

/** The same version never says two different things: its content follows from version and tie. */
function consistent(all: readonly Statement[]): Statement[] {
  const seen = new Map<string, Statement>();
  return all.filter((each) => {
    const name = `${each.version.at}/${each.version.tieLow}`;
    if (seen.has(name)) return false;
    seen.set(name, each);
    return true;
  });
}

describe('any order of statements (N1)', () => {
  it('gives equal cells for any order and any repeats, and differences that add up to them', () =>
    fc.assert(
      fc.property(fc.array(statements, { maxLength: 18 }), fc.infiniteStream(fc.nat()), (all, picks) => {
        const once = consistent(all);
        const shuffled = [...once, ...once]
          .map((each) => ({ each, place: picks.next().value ?? 0 }))
          .sort((left, right) => left.place - right.place)
          .map(({ each }) => each);
        const straight = tallyOf(once);
        const other = createTallyState(dossierPlan);
        const changes: CellChange[] = [];
        shuffled.forEach((each, offset) => {
          other.apply(each, offset);
          if (offset % 3 === 0) changes.push(...changesSince(other));
        });
        changes.push(...changesSince(other));
        expect(cellsOf(other.scan())).toEqual(cellsOf(straight.scan()));
        expect(cellsOf(changes)).toEqual(cellsOf(straight.scan()));
      }),
      checked,
    ));

  it('gives the same state again from its packed messages, read in order, with blocks in between', () =>
    fc.assert(
      fc.property(fc.array(statements, { maxLength: 18 }), (all) => {
        const once = consistent(all);
        const state = createTallyState(dossierPlan);
        const messages = { records: [] as Uint8Array[], cells: [] as Uint8Array[] };
        once.forEach((each, offset) => {
          state.apply(each, offset, 1_000 - offset);
          const drained = state.drain();
          for (const topic of ['records', 'cells'] as const) {
            messages[topic].push(...drained[topic]);
            messages[topic].push(...state[topic].encodeBlock(offset % Math.max(1, state[topic].blockCount())));
          }
        });
        const restored = createTallyState(dossierPlan);
        for (const topic of ['records', 'cells'] as const) messages[topic].forEach(restored[topic].apply);
        expect(cellsOf(restored.scan())).toEqual(cellsOf(state.scan()));
        expect(restored.verdicts.all()).toEqual(state.verdicts.all());
        expect(restored.verdicts.lastHeard()).toEqual(state.verdicts.lastHeard());
        restored.recompute();
        expect(cellsOf(restored.scan())).toEqual(cellsOf(state.scan()));
        const late = received('d1', 5, '2023-03-09');
        expect(restored.apply(late, 99)).toEqual(state.apply(late, 99));
      }),
      checked,
    ));
});

it('names the fields of the plan it is tested with', () => {
  expect(dossierPlan.records[0]?.fields[DOSSIER.finishedAt]?.name).toBe('finishedAt');
});
