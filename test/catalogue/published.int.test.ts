// What provinces published about a whole year, computed from as many dossiers as they had: the exact fractions, not rounded shares.
import { builtInCatalogue, type Example, loadCatalogue, type Told } from '@nhip/catalogue';
import type { Result } from '@nhip/core';
import { openExamples } from '@nhip/nhip';
import { expect, it } from 'vitest';

interface Dossiers {
  readonly count: number;
  readonly data: Readonly<Record<string, string>>;
}

function* told(lots: readonly Dossiers[]): Generator<Told> {
  let number = 0;
  for (const { count, data } of lots) {
    for (let place = 0; place < count; place += 1) {
      number += 1;
      const time = new Date(Date.UTC(2020, 0, 1) + number).toISOString();
      const envelope = { specversion: '1.0', id: `${number}`, source: '/so-tu-phap', type: 'vn.nhip.dossier.stated' };
      yield { agency: 'so-tu-phap', event: { ...envelope, time, data: { dossierId: `d${number}`, ...data } } };
    }
  }
}

async function yearOf(kpi: string, year: number, lots: readonly Dossiers[]): Promise<Result | null> {
  const plan = await loadCatalogue(builtInCatalogue());
  const expected = { kind: 'nothing' } as const;
  const place = { unit: 'hanoi', dimensions: {}, grain: 'year', period: year } as const;
  const answer = { kpi, ...place, expected, place: `hanoi ${year}`, answer: '-', line: 1 };
  const tickMs = Date.UTC(year + 1, 5, 1);
  const example: Example = { file: '', line: 1, name: kpi, told: told(lots), tickMs, answers: [answer] };
  const computed = (await openExamples(plan)).compute(example);
  if (computed.kind === 'refused') throw new Error(JSON.stringify(computed.faults));
  return computed.valueOf(answer);
}

const patient = { timeout: 300_000 };

it('Ha Nam 2024: 115,665 of 168,746 dossiers are fully online [S8]', patient, async () => {
  const value = await yearOf('egov-fully-online-rate', 2024, [
    { count: 115_665, data: { channel: 'online', service: 'full', receivedAt: '2024-03-11' } },
    { count: 168_746 - 115_665, data: { receivedAt: '2024-03-11' } },
  ]);
  expect(value).toMatchObject({ numerator: 115_665, denominator: 168_746 });
  expect(value?.value).toBeCloseTo(0.6854, 4);
});

it('Hue: 2,267 of 61,827 that nobody classified stay in the denominator, and are flagged [S9]', patient, async () => {
  const promised = { receivedAt: '2022-03-01', dueAt: '2022-03-15' };
  const value = await yearOf('qd766-2-1', 2022, [
    { count: 43_434, data: { ...promised, finishedAt: '2022-03-10' } },
    { count: 11_795, data: { ...promised, finishedAt: '2022-03-15' } },
    { count: 4331, data: { ...promised, finishedAt: '2022-03-16' } },
    { count: 2267, data: { receivedAt: '2022-03-01', finishedAt: '2022-03-10' } },
  ]);
  expect(value).toMatchObject({ numerator: 43_434 + 11_795, denominator: 61_827, flags: ['NO_DEADLINE'] });
});
