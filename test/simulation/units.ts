// Simulation: random trees of units over time. Communes merge, are joined to others, move, begin, rise, as real ones do.
import fc from 'fast-check';
import { formatDay } from './days.ts';

const FATES = [
  'stays',
  'merges',
  'merges twice',
  'joins',
  'moves',
  'begins',
  'rises',
  'falls to its district',
] as const;

export interface CommuneChoice {
  readonly district: number;
  readonly fate: (typeof FATES)[number];
  readonly day: number;
}

export type UnitNode = Readonly<Record<string, string>>;

export const communeChoices: fc.Arbitrary<readonly CommuneChoice[]> = fc.array(
  fc.record({ district: fc.nat(1), fate: fc.constantFrom(...FATES), day: fc.nat(40) }),
  { minLength: 0, maxLength: 4 },
);

/** The city, two districts, a commune that always stays (`c`), and the chosen ones. */
export function unitNodes(choices: readonly CommuneChoice[], firstDay: number): readonly UnitNode[] {
  return [
    { code: 'city', level: 'city' },
    { code: 'd0', level: 'district', parent: 'city' },
    { code: 'd1', level: 'district', parent: 'city' },
    { code: 'c', level: 'commune', parent: 'd0' },
    ...choices.flatMap((choice, place) => communeNodes(choice, place, firstDay)),
  ];
}

function communeNodes({ district, fate, day }: CommuneChoice, place: number, firstDay: number): readonly UnitNode[] {
  const code = `c${place}`;
  const turn = formatDay(firstDay + day);
  const commune = { code, level: 'commune', parent: `d${district}` };
  const heir = { code: `n${place}`, level: 'commune', parent: 'd0', from: turn };
  switch (fate) {
    case 'stays':
      return [commune];
    case 'merges':
      return [{ ...commune, until: turn, successor: heir.code }, heir];
    case 'merges twice': {
      const second = formatDay(firstDay + day + 7);
      return [
        { ...commune, until: turn, successor: heir.code },
        { ...heir, until: second, successor: 'c' },
      ];
    }
    case 'joins':
      return [{ ...commune, until: turn, successor: 'c' }];
    case 'moves':
      return [
        { ...commune, until: turn },
        { ...commune, parent: `d${1 - district}`, from: turn },
      ];
    case 'begins':
      return [{ ...commune, from: turn }];
    case 'rises':
      return [
        { ...commune, until: turn },
        { code, level: 'district', parent: 'city', from: turn },
      ];
    case 'falls to its district':
      return [{ ...commune, until: turn, successor: `d${district}` }];
  }
}
