// The JSON Schema for editors: it takes what the compiler takes, and marks what is plainly wrong while it is typed.
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, parseDocument } from 'yaml';
import { z } from 'zod';
import { goodCatalogue } from '../testing/good.ts';
import { catalogueJsonSchema } from './documents.ts';

const schema = z.fromJSONSchema(catalogueJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
const takes = (document: unknown): boolean => schema.safeParse(document).success;

describe('the JSON Schema', () => {
  it('takes every document of a good catalogue', () => {
    const documents = parseAllDocuments(goodCatalogue).map((document) => document.toJS() as unknown);
    expect(documents).toHaveLength(11);
    expect(documents.map(takes)).toEqual(documents.map(() => true));
  });

  it.each([
    ['another kind of document', 'composite: x'],
    ['an unknown key', 'domain: procedure\ncolour: red'],
    ['a unit without a level', 'units: [{ code: A, title: { vi: A, en: A } }]'],
    ['a KPI without a basis', 'kpi: x\ntitle: { vi: X, en: X }\nvalue: a.b\nmeasure: count\nbetter: higher'],
    [
      'a construct that is not known',
      'kpi: x\ntitle: { vi: X, en: X }\nbasis: b\nadd: [{ shift: a.b }]\nmeasure: m\nbetter: higher',
    ],
    [
      'a type that is not known',
      'record: r\ntitle: { vi: R, en: R }\nkey: [a]\nfields: { a: { type: list } }\nevents: { a.b: all }',
    ],
  ])('refuses %s', (_, text) => {
    expect(takes(parseDocument(text).toJS())).toBe(false);
  });

  it('goes down to inner expressions', () => {
    const text = (after: string) => `
record: r
title: { vi: R, en: R }
key: [a]
fields: { a: { type: text, max: 9 }, b: { type: instant } }
events: { a.b: all }
derive: { c: { first: [b, { plus: { from: { ${after}: b }, add: 1, unit: day } }] } }`;
    expect(takes(parseDocument(text('after')).toJS())).toBe(true);
    expect(takes(parseDocument(text('behind')).toJS())).toBe(false);
  });
});
