// Decision 766 on a sheet of paper: every criterion from its published numerator and denominator, by a rule written out here, then
// summed by hand. What the catalogue computes for the same month must be the same, criterion by criterion and in all.
import { builtInCatalogue, loadWithExamples } from '@nhip/catalogue';
import type { Result } from '@nhip/core';
import { openExamples } from '@nhip/nhip';
import { describe, expect, it } from 'vitest';

interface Row {
  readonly criterion: string;
  readonly group: string;
  readonly points: number;
  readonly fullAt: number;
  readonly of: number;
  readonly over: number;
  /** What the ratio is multiplied by. */
  readonly times?: number;
}

/** The sheet: 80.72 points. */
const sheet: readonly Row[] = [
  { criterion: '1-1', group: 'openness', points: 6, fullAt: 1, of: 19, over: 20 },
  { criterion: '1-2', group: 'openness', points: 4, fullAt: 1, of: 36, over: 40 },
  { criterion: '1-3', group: 'openness', points: 2, fullAt: 1, of: 5, over: 5 },
  { criterion: '1-4', group: 'openness', points: 6, fullAt: 1, of: 800, over: 1000 },
  { criterion: '2-1', group: 'progress', points: 20, fullAt: 1, of: 962, over: 1000 },
  { criterion: '4-1', group: 'digitisation', points: 6, fullAt: 1, of: 450, over: 500 },
  { criterion: '4-2', group: 'digitisation', points: 4, fullAt: 0.8, of: 600, over: 1000 },
  { criterion: '4-x', group: 'digitisation', points: 2, fullAt: 1, of: 10, over: 20 },
  { criterion: '4-3', group: 'digitisation', points: 2, fullAt: 0.8, of: 196, over: 1000 },
  { criterion: '4-4', group: 'digitisation', points: 4, fullAt: 1, of: 250, over: 1000 },
  { criterion: '4-5a', group: 'digitisation', points: 2, fullAt: 1, of: 30, over: 40 },
  { criterion: '4-5b', group: 'digitisation', points: 2, fullAt: 1, of: 300, over: 1000 },
  { criterion: '3-1', group: 'online', points: 2, fullAt: 0.8, of: 72, over: 100 },
  { criterion: '3-2', group: 'online', points: 4, fullAt: 1, of: 54, over: 72 },
  { criterion: '3-3', group: 'online', points: 6, fullAt: 0.5, of: 400, over: 1000, times: 0.8 },
  { criterion: '3-4', group: 'payment', points: 2, fullAt: 0.8, of: 18, over: 20 },
  { criterion: '3-5', group: 'payment', points: 2, fullAt: 0.8, of: 6, over: 20 },
  { criterion: '3-6', group: 'payment', points: 6, fullAt: 1, of: 300, over: 500 },
  // Without any petition 5.2 and 5.3 have full points.
  { criterion: '5-2', group: 'satisfaction', points: 6, fullAt: 1, of: 1, over: 1 },
  { criterion: '5-3', group: 'satisfaction', points: 6, fullAt: 1, of: 1, over: 1 },
  { criterion: '5-4', group: 'satisfaction', points: 6, fullAt: 0.9, of: 810, over: 1000 },
];

/** In the order of the page: its six tiles and their points. */
const tiles: Readonly<Record<string, number>> = {
  openness: 18,
  progress: 20,
  online: 12,
  payment: 10,
  satisfaction: 18,
  digitisation: 22,
};

function onPaper({ points, fullAt, of, over, times = 1 }: Row): number {
  return Math.min(points, (points * (of / over) * times) / fullAt);
}

const total = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + onPaper(row), 0);
const groupOf = (group: string): readonly Row[] => sheet.filter((row) => row.group === group);

const { plan, examples } = await loadWithExamples(builtInCatalogue());
const example = examples.find(({ name }) => name.includes('80.72'));
if (example === undefined) throw new Error('the catalogue has no example of the whole index');
const computed = (await openExamples(plan)).compute({
  ...example,
  answers: plan.kpis
    .filter(({ id }) => id.startsWith('qd766-'))
    .map(({ id }) => ({ ...answerOf(example.answers), kpi: id })),
});

function answerOf<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('the example expects nothing');
  return first;
}

function resultOf(id: string): Result {
  if (computed.kind === 'refused') throw new Error(JSON.stringify(computed.faults));
  const result = computed.valueOf({ ...answerOf(example?.answers ?? []), kpi: `qd766-${id}` });
  if (result === null) throw new Error(`${id} is not published`);
  return result;
}

describe('the index of Decision 766', () => {
  it('has 100 points in six tiles', () => {
    expect(Object.values(tiles).reduce((sum, points) => sum + points, 0)).toBe(100);
    for (const [tile, points] of Object.entries(tiles)) {
      expect(groupOf(tile).reduce((sum, row) => sum + row.points, 0)).toBe(points);
      expect(plan.kpis.find(({ id }) => id === `qd766-${tile}`)?.rating.pointsMax).toBe(points);
    }
  });

  // Nobody in the city states a petition, so 5.2 and 5.3 show in their tile alone.
  it.each(sheet.filter(({ criterion }) => !['5-2', '5-3'].includes(criterion)))(
    'scores criterion $criterion as the sheet does',
    (row) => {
      expect(resultOf(row.criterion).score).toBeCloseTo(onPaper(row), 10);
    },
  );

  it.each(Object.keys(tiles))('adds up the tile %s as the sheet does', (tile) => {
    expect(resultOf(tile).value).toBeCloseTo(total(groupOf(tile)), 10);
  });

  it('comes to 80.72 in all, and to 80.12 with 4.2 scored as it was observed', () => {
    expect(total(sheet)).toBeCloseTo(80.72, 10);
    expect(resultOf('total').value).toBeCloseTo(80.72, 10);
    const [observed, document] = [resultOf('4-2-linear').score, resultOf('4-2').score];
    expect((resultOf('total').value ?? 0) - (document ?? 0) + (observed ?? 0)).toBeCloseTo(80.12, 10);
  });

  it('adds up what Bac Ninh published to 92.83, no tile above its points', () => {
    const published: Readonly<Record<string, number>> = {
      openness: 15.82,
      progress: 19.45,
      online: 8.53,
      payment: 10,
      satisfaction: 17.86,
      digitisation: 21.17,
    };
    for (const [tile, points] of Object.entries(published)) expect(points).toBeLessThanOrEqual(tiles[tile] ?? 0);
    expect(Object.values(published).reduce((sum, points) => sum + points, 0)).toBeCloseTo(92.83, 10);
  });
});
