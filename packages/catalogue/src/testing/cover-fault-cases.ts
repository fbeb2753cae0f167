// Faults in stocks over the occurrences of a part: what is replaced in the good catalogue, by what, its line, and what is said.
import type { FaultCase } from './fault-cases.ts';

export const covers: readonly FaultCase[] = [
  ['for: 90d }', 'for: 90d, until: completedAt }', 'for: 90d', 'a cover lasts for some days, or until an instant'],
  ['requestedAt, for: 90d }', 'requestedAt }', 'asked: {', 'a cover lasts for some days, or until an instant'],
  ['for: 90d }', 'until: finishedAt }', 'until: finishedAt', `'finishedAt' is not a field of the part 'supplement'`],
  ['for: 90d }', 'until: requestNo }', 'until: requestNo', `'requestNo' is of type integer: expected an instant`],
  ['for: 90d }', 'for: 90d, enter: gone }', 'for: 90d', `'gone' is not known in the record 'dossier'`],
  [
    'for: 90d }',
    'for: 90d, within: { cover: request.at, for: 9d } }',
    'within: {',
    `'request' is not a repeated part of 'dossier'`,
  ],
  [
    'for: 90d }',
    'for: 90d, within: { cover: supplement.requestedAt, for: 0d } }',
    'within: {',
    `'for' is 0d: expected at least 1d`,
  ],
  [
    'for: 90d }',
    'for: 90d, within: { cover: supplement.requestedAt, for: 9d, leave: finishedAt } }',
    'within: {',
    `'leave' is not known here; known: cover, for, until`,
  ],
  ['for: 90d }', 'for: 90d, leave: gone }', 'for: 90d', `'gone' is not known in the record 'dossier'`],
];
