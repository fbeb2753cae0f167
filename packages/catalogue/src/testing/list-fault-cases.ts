// Faults of lists in payloads: each is one change of the good catalogue, the text of the line it is told at, and what is told.
import type { FaultCase } from './fault-cases.ts';

export const lists: readonly FaultCase[] = [
  [
    'note: { type: text, max: 200 }',
    'note: { type: list, of: { amount: decimal }, keep: {} }',
    'note: {',
    `nothing is kept of the list`,
  ],
  [
    'note: { type: text, max: 200 }',
    'note: { type: list, of: { at: { type: instant } }, keep: { n: count } }',
    'note: {',
    `'at' is of type instant, of which a list keeps nothing`,
  ],
  [
    'note: { type: text, max: 200 }',
    'note: { type: list, of: { amount: decimal }, keep: { total: { sum: price } } }',
    'note: {',
    `'price' is not a field of the list's elements; known: amount`,
  ],
  [
    'note: { type: text, max: 200 }',
    'note: { type: list, of: { paid: flag }, keep: { total: { sum: paid } } }',
    'note: {',
    `'paid' is of type flag: expected a number`,
  ],
  [
    'note: { type: text, max: 200 }',
    'note: { type: list, of: { amount: decimal }, keep: { some: { any: amount } } }',
    'note: {',
    `'amount' is of type decimal: expected a flag, or { amount: value }`,
  ],
  [
    'note: { type: text, max: 200 }',
    'note: { type: list, of: { amount: decimal }, keep: { free: { all: { amount: 0.5 } } } }',
    'note: {',
    `0.5 has more digits than are kept`,
  ],
  [
    'note: { type: text, max: 200 }',
    'note: { type: list, of: { amount: decimal }, keep: { paid: count } }',
    'note: {',
    `'paid' is a field already: choose another name`,
  ],
];
