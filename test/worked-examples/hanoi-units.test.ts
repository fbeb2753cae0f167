// Hanoi's units in the built-in catalogue, held to the numbers of the resolutions: districts, communes and departments on days
// before and after they changed.
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '@nhip/catalogue';
import { type Plan, parseDay, type UnitSpan } from '@nhip/core';
import { beforeAll, describe, expect, it } from 'vitest';

let plan: Plan;
beforeAll(async () => {
  plan = await loadCatalogue(fileURLToPath(new URL('../../packages/catalogue/hanoi/', import.meta.url)));
});

function inForce(date: string): readonly UnitSpan[] {
  const day = parseDay(date) ?? Number.NaN;
  return plan.units.filter(({ from, until }) => (from ?? -Infinity) <= day && day < (until ?? Infinity));
}

function numbers(date: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(inForce(date), ({ level }) => level)].map(([level, of]) => [level, of.length]),
  );
}

const CENTRE = 'trung-tam-phuc-vu-hanh-chinh-cong';
/** At the level of departments, and none of those that the numbers count. */
const OTHERS = [CENTRE, 'cong-an-thanh-pho'];

describe("Hanoi's units", () => {
  it('are 30 districts until 30 June 2025 and 126 communes without districts from 1 July', () => {
    expect(numbers('2025-06-30')).toMatchObject({ city: 1, district: 30 });
    expect(numbers('2025-06-30')).not.toHaveProperty('commune');
    expect(numbers('2025-07-01')).toMatchObject({ city: 1, commune: 126 });
    expect(numbers('2025-07-01')).not.toHaveProperty('district');
  });

  it('are 12 urban and 17 rural districts and a town, then 51 wards and 75 rural communes', () => {
    const kinds = (date: string, level: string) => {
      const codes = inForce(date).filter((span) => span.level === level);
      return Object.fromEntries(
        [...Map.groupBy(codes, ({ code }) => code.split('-')[0])].map(([kind, of]) => [kind, of.length]),
      );
    };
    expect(kinds('2024-12-31', 'district')).toEqual({ quan: 12, huyen: 17, thi: 1 });
    expect(kinds('2026-01-01', 'commune')).toEqual({ phuong: 51, xa: 75 });
  });

  it('are 21 departments until 28 February 2025, then 15 and a centre of equal rank', () => {
    const departments = (date: string) =>
      inForce(date).filter(({ level, code }) => level === 'department' && !OTHERS.includes(code));
    expect(departments('2025-02-28')).toHaveLength(21);
    expect(departments('2025-03-01')).toHaveLength(15);
    expect(inForce('2025-03-01').map(({ code }) => code)).toContain(CENTRE);
  });

  it('left no commune with the arrears of a district, and Science and Technology with those of Information and Communications', () => {
    const ended = plan.units.filter(({ until }) => until !== null);
    const districts = ended.filter(({ level }) => level === 'district');
    expect(new Set(districts.map(({ successor }) => successor))).toEqual(new Set(['hanoi']));
    const information = ended.find(({ code }) => code === 'so-thong-tin-va-truyen-thong');
    expect(information?.successor).toBe('so-khoa-hoc-va-cong-nghe');
  });
});
