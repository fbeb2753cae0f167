// Events that are statements about a second record too, as the plan knows them, and what is wrong with some.
import { describe, expect, it } from 'vitest';
import { compileText } from '../testing/compile-text.ts';
import { goodCatalogue, lineOf } from '../testing/good.ts';

const catalogue = `${goodCatalogue}---
record: petition
title: { vi: Kiến nghị, en: Petition }
key: [petitionId]
fields:
  petitionId: { type: text, max: 64 }
  submittedAt: { type: instant, required: true }
  original: { type: text, max: 64 }
  urgent: { type: flag }
  repeatedAt: { type: instant }
  repeatNo: { type: text, max: 64 }
  repeatedOn: { type: instant }
events:
  vn.nhip.petition.received: { fields: [submittedAt, original, urgent], also: { record: petition, key: original, set: { repeatedAt: submittedAt } } }
  vn.nhip.petition.repeated: [repeatedAt]
  vn.nhip.petition.repeat: { each: repeatNo, fields: [repeatedOn] }
measures:
  again: { count: true, at: submittedAt, where: { repeatedAt: set } }
`;

describe('an event that states something of a second record', () => {
  it('becomes one of the event type which states exactly that', () => {
    const { plan, faults } = compileText(catalogue);
    expect(faults).toEqual([]);
    expect(plan.also).toEqual([
      {
        type: 'vn.nhip.petition.received',
        to: 'vn.nhip.petition.repeated',
        data: [
          { name: 'petitionId', from: 'original', isKey: true },
          { name: 'repeatedAt', from: 'submittedAt', isKey: false },
        ],
      },
    ]);
  });

  it('may state an occurrence, so that several of them stand side by side', () => {
    const { plan, faults } = compileText(
      catalogue.replace('{ repeatedAt: submittedAt }', '{ repeatNo: petitionId, repeatedOn: submittedAt }'),
    );
    expect(faults).toEqual([]);
    expect(plan.also[0]).toMatchObject({
      to: 'vn.nhip.petition.repeat',
      data: [
        { name: 'petitionId', from: 'original' },
        { name: 'repeatNo', from: 'petitionId', isKey: true },
        { name: 'repeatedOn', from: 'submittedAt', isKey: false },
      ],
    });
  });

  it.each([
    ['record: petition, key', 'record: petitions, key', `the record 'petitions' is not declared; known: dossier`],
    ['key: original, set', 'key: [original, urgent], set', `the key of 'petition' is petitionId: expected as many`],
    [
      'key: original, set',
      'key: urgent, set',
      `'urgent' is of type flag, 'petitionId' of type text: expected one type`,
    ],
    [
      'key: original, set',
      'key: orginal, set',
      `'orginal' is not a field of the event; known: petitionId, submittedAt`,
    ],
    [
      '{ repeatedAt: submittedAt }',
      '{ repeatedAt: original }',
      `'original' is of type text, 'repeatedAt' of type instant`,
    ],
    ['{ repeatedAt: submittedAt }', '{ repeatedAt: repeatedAt }', `'repeatedAt' is not a field of the event`],
    [
      '{ repeatedAt: submittedAt }',
      '{ submittedAt: submittedAt }',
      `no event of 'petition' states exactly submittedAt`,
    ],
    ['petition, key: original', 'register, key: original', `'petition' is ordered by time, 'register' by sequence`],
  ])('is told to be at fault: %s -> %s', (from, to, message) => {
    const text = catalogue.replace(from, () => to);
    expect(compileText(text).faults).toEqual([
      {
        file: 'catalogue.yaml',
        line: lineOf(text, 'vn.nhip.petition.received'),
        message: expect.stringContaining(message),
      },
    ]);
  });
});
