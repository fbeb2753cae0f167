// Simulation: the invented city is the same for the same seed, tells in order, and is plausible enough to look at.
import { describe, expect, it } from 'vitest';
import { type SimulationOptions, simulateHanoi } from './simulate.ts';
import { localDay } from './telling.ts';

const options: SimulationOptions = {
  seed: 766,
  from: Date.parse('2025-01-01T00:00:00+07:00'),
  to: Date.parse('2025-06-30T12:00:00+07:00'),
  units: ['A', 'B', 'C', 'D', 'E', 'F'],
  procedures: Array.from({ length: 20 }, (_, index) => `P${index}`),
  bad: 0.002,
};
const told = [...simulateHanoi(options)];
const stated = (type: string) => told.filter(({ bad, event }) => !bad && event.type.endsWith(type));

describe('the simulated city', () => {
  it('is the same for the same seed and another for another one', () => {
    expect([...simulateHanoi(options)]).toEqual(told);
    expect([...simulateHanoi({ ...options, seed: 767 })]).not.toEqual(told);
  });

  it('tells in order, nothing of the future, and nothing before it happened', () => {
    expect(told.every(({ at }, index) => index === 0 || at >= (told[index - 1]?.at ?? 0))).toBe(true);
    expect(told.at(-1)?.at).toBeLessThanOrEqual(options.to);
    const early = stated('.finished').filter(({ at, event }) => at < Date.parse(String(event.data.finishedAt)));
    expect(early).toEqual([]);
  });

  it('repeats some statements with the same id, corrects some, and makes some wrong', () => {
    const ids = stated('.received').map(({ event }) => event.id);
    expect(ids.length - new Set(ids).size).toBeGreaterThan(10);
    expect(ids.filter((id) => id.endsWith('received-2')).length).toBeGreaterThan(5);
    expect(told.filter(({ bad }) => bad).length).toBeGreaterThan(5);
  });

  it('is quiet on Sundays and around Tết', () => {
    const received = stated('vn.nhip.dossier.received').map(({ event }) =>
      localDay(Date.parse(String(event.data.receivedAt))),
    );
    const on = (weekday: number) => received.filter((day) => (day + 3) % 7 === weekday).length;
    expect(on(6)).toBeLessThan(on(0) / 4);
  });

  it('has units that differ in how often they are late', () => {
    const due = new Map(
      stated('vn.nhip.dossier.received').map(({ event }) => [event.data.dossierId, event.data.dueAt]),
    );
    const shares = options.units.map((unit) => {
      const finished = stated('dossier.finished').filter(({ event }) => event.source.startsWith(`/${unit}/`));
      const late = finished.filter(({ event }) => {
        const day = String(event.data.finishedAt).slice(0, 10);
        return day > String(due.get(event.data.dossierId));
      });
      return late.length / finished.length;
    });
    expect(Math.max(...shares)).toBeLessThan(0.6);
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.05);
  });
});
