// Events that state something of a second record too: two statements, or a refusal of both.
import { expect, it } from 'vitest';
import { envelopeOf } from '../testing/envelope.ts';
import { alsoPlan } from '../testing/example-plan.ts';
import { createDecoder } from './decoder.ts';

const decoder = await createDecoder(alsoPlan);

function expand(data: object, type = 'vn.nhip.dossier.received') {
  const attributes = { type, dataschema: '/schema', subject: 'A-1' };
  const envelope = envelopeOf({ dossierId: 'A-1', ...data }, attributes);
  return decoder.expand(envelope, 'ba-dinh', Date.parse('2023-06-15T00:00:00Z'));
}

function statements(data: object, type?: string) {
  const expanded = expand(data, type);
  if (expanded.kind === 'rejected') throw new Error(JSON.stringify(expanded.faults));
  return expanded.statements;
}

const received = { receivedAt: '2023-06-01', procedure: '1.001', dueAt: '2023-06-10' };

it('an event is a statement about each of the two records, of one version and with an id of its own', () => {
  const [first, second, ...more] = statements(received);
  expect(more).toEqual([]);
  expect(first?.envelope.id).toBe('e1');
  expect(second?.envelope).toMatchObject({
    id: 'e1~also',
    source: '/ba-dinh/system',
    type: 'vn.nhip.dossier.finished',
    time: '2023-06-14T10:00:00+07:00',
    subject: null,
    dataschema: null,
    data: { value: { dossierId: '1.001', finishedAt: '2023-06-10' } },
  });
  expect(second?.statement).toMatchObject({ event: 1, keyValues: ['1.001'], agency: 'ba-dinh' });
  expect(second?.statement.version.at).toBe(first?.statement.version.at);
});

it('the second statement decodes from the log like any other', () => {
  const [, second] = statements(received);
  if (second === undefined) throw new Error('there is none');
  expect(decoder.decode(second.envelope, 'ba-dinh', null)).toEqual({ kind: 'statement', statement: second.statement });
});

it('without the key of a second record there is one statement', () => {
  const { procedure: _, ...alone } = received;
  for (const blank of [{}, { procedure: null }, { procedure: ' ' }])
    expect(statements({ ...alone, ...blank })).toHaveLength(1);
});

it('other event types are one statement', () => {
  expect(statements({ finishedAt: '2023-06-02' }, 'vn.nhip.dossier.finished')).toHaveLength(1);
});

it('what is wrong with the second statement refuses the event, and points to what was sent', () => {
  const expanded = expand({ ...received, dueAt: '2023-07-10' });
  const faults = expanded.kind === 'rejected' ? expanded.faults : [];
  expect(faults).toMatchObject([{ code: 'NHIP_DATA_DATE_FUTURE', pointer: '/data/dueAt' }]);
});
