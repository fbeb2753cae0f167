// Data quality as KPIs (đúng, đủ, sạch, sống) over the whole way of the data: what the doors refuse and what the tally judges, by sender,
// record type and day of receipt.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQualityCity, type QualityCity } from './quality-city.ts';

let told = 0;

/** For a machine that does many things at once. */
const PATIENCE = { timeout: 20_000 };

interface Told {
  readonly id?: string;
  readonly type?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

function event(agency: string, dossierId: string, { id, type = 'received', data = {} }: Told = {}): object {
  told += 1;
  const own = type === 'received' ? { receivedAt: '2023-06-01T09:00:00+07:00', channel: 'online' } : {};
  return {
    specversion: '1.0',
    id: id ?? `e${told}`,
    source: `/${agency}`,
    type: type.includes('.') ? type : `test.dossier.${type}`,
    time: '2023-06-02T09:00:00+07:00',
    data: { dossierId, ...own, ...data },
  };
}

describe('data quality by sender, record type and day of receipt', () => {
  let city: QualityCity;

  beforeAll(async () => {
    city = await openQualityCity(fileURLToPath(new URL('quality', import.meta.url)));
    city.setNow('2023-06-15T10:00:00+07:00');
    const door = await city.openDoor();
    const twice = event('A', 'd1');
    const refused = event('A', 'd4', { data: { receivedAt: '2023-02-30' } });
    const answer = await door.send([
      twice,
      twice,
      event('A', 'd2', { data: { channel: '' } }),
      event('A', 'd2', { type: 'finished', data: { finishedAt: '2023-05-20' } }),
      event('A', 'd3', { id: 'same' }),
      event('A', 'd3', { id: 'same', data: { channel: 'counter' } }),
      // Refused: a date that does not exist, a type nobody declared, the service's own type, and a sender nobody knows.
      refused,
      event('A', 'd5', { type: 'no.such.type' }),
      event('A', 'd5', { type: 'vn.nhip.statement.tallied' }),
      event('stranger', 'd6'),
    ]);
    expect(answer).toMatchObject({ accepted: 6, rejected: 4 });
    // What is sent again is refused again, and counts no more; another content under the same id does.
    expect(await door.send([refused, refused])).toMatchObject({ rejected: 2 });
    await door.send([{ ...refused, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }]);
    expect(await door.send([{ ...refused, data: { dossierId: 'd4', receivedAt: '' } }])).toMatchObject({ rejected: 1 });
    // Nothing of this request is good; it is counted all the same.
    expect(await door.send([event('B', 'd7', { data: { channel: 'pigeon' } })])).toMatchObject({ rejected: 1 });
    city.setNow('2023-06-16T10:00:00+07:00');
    const reopened = await city.openDoor();
    await reopened.send([
      refused,
      event('A', 'd8'),
      event('B', 'd10'),
      event('A', 'd9', { data: { receivedAt: null } }),
    ]);
    // The first receipt counts, also where a door tells of it later.
    const late = event('A', 'd11', { data: { receivedAt: null } });
    city.setNow('2023-06-17T10:00:00+07:00');
    await door.send([late]);
    city.setNow('2023-06-16T11:00:00+07:00');
    await reopened.send([late]);
    await city.tick('2023-07-01T00:00:00+07:00');
  });
  afterAll(() => city.close());

  it('đúng: what was accepted over all that was sent, each once, before and after a restart of the door together', async () => {
    await expect
      .poll(() => city.answers('correct', '2023-06-15'))
      .toEqual({
        'A dossier': '5/7',
        'A (none)': '0/2',
        'A *': '5/9',
        'B dossier': '0/1',
        'B *': '0/1',
        'city dossier': '5/8',
        'city (none)': '0/2',
        'city *': '5/10',
      });
    await expect
      .poll(() => city.answers('correct', '2023-06-16'))
      .toMatchObject({ 'A dossier': '1/3', 'city *': '2/4' });
    await expect
      .poll(() => city.answers('correct', '2023-06'), PATIENCE)
      .toMatchObject({ 'A dossier': '6/10', 'city *': '7/14' });
  });

  it('đủ: expected fields that were filled over those that were asked for', async () => {
    // Five statements of receipt ask for two fields each; one of them left the channel empty.
    await expect
      .poll(() => city.answers('complete', '2023-06-15'))
      .toMatchObject({ 'A dossier': '9/10', 'city *': '9/10' });
  });

  it('sạch: without repeats, conflicts and impossible sequences', async () => {
    await expect
      .poll(() => city.answers('clean', '2023-06-15'), PATIENCE)
      .toMatchObject({ 'A dossier': '3/6', 'city *': '3/6' });
  });

  it('sống: units that stated something within their cadence over all that are bound, by the calendar alone', async () => {
    // On 15 June B sent something, but all of it was refused: nothing of it is live.
    const expected = {
      '2023-06-15': { 'A dossier': '1/1', 'city dossier': '1/2', 'city *': '1/2' },
      '2023-06-16': { 'A dossier': '1/1', 'B dossier': '1/1', 'city *': '2/2' },
      // A is bound to every day; C, which begins, has never stated anything.
      '2023-06-17': { 'A dossier': '0/1', 'B dossier': '1/1', 'city *': '1/3' },
      '2023-06-22': { 'B dossier': '1/1', 'city *': '1/3' },
      '2023-06-23': { 'B dossier': '0/1', 'city *': '0/3' },
      '2023-06': { 'B dossier': '0/1', 'city *': '0/3' },
    };
    for (const [period, answers] of Object.entries(expected)) {
      await expect.poll(() => city.answers('live', period), PATIENCE).toMatchObject(answers);
    }
  });

  it('đủ: units that reported in the period over those that a cadence binds at its end', async () => {
    await expect.poll(() => city.answers('reported', '2023-06-15'), PATIENCE).toMatchObject({ 'city *': '1/2' });
    await expect
      .poll(() => city.answers('reported', '2023-06'), PATIENCE)
      .toMatchObject({ 'city *': '2/3', 'B dossier': '1/1' });
  });
});
