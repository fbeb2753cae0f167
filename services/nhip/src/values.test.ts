// Command line: the table of values, against a server that answers as the exporter does.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { CommandFailure } from './failure.ts';
import { fetchValues } from './values.ts';

let server: Server | null = null;
afterEach(() => void server?.close());

async function serve(status: number, answer: object | string): Promise<string> {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  server = createServer((_, response) => void response.writeHead(status).end(text));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
}

const row = { unit: 'hanoi', dims: {}, grain: 'year', period: '2025', value: 0.5, numerator: 1, denominator: 2 };

it('tells the points of a value that is scored, and leaves out columns in which nothing stands', async () => {
  const values = [
    { ...row, score: 9, target: null, status: 'ok', state: 'final', flags: ['UNIT_SUCCESSOR'] },
    { ...row, period: '2026', value: null, score: null, target: null, status: 'no-value', state: 'open', flags: [] },
  ];
  const table = await fetchValues({ kpi: 'a' }, { url: await serve(200, { values }), key: null, csv: false });
  expect(table).toBe(
    'unit   grain  period  value     numerator  denominator  score  status    state  flags\n' +
      'hanoi  year   2025    0.500000  1          2            9      ok        final  UNIT_SUCCESSOR\n' +
      'hanoi  year   2026              1          2                   no-value  open\n',
  );
});

it('makes a table of however many values there are', async () => {
  const values = Array.from({ length: 200_000 }, (_, place) => ({ ...row, numerator: place }));
  const table = await fetchValues({ kpi: 'a' }, { url: await serve(200, { values }), key: null, csv: false });
  expect(table.split('\n').at(-2)).toBe('hanoi  year   2025    0.500000  199999     2');
});

it('hands on what the service says is wrong with the question', async () => {
  const url = await serve(404, { title: 'The KPI is not known', detail: "there is no KPI 'a'" });
  await expect(fetchValues({ kpi: 'a' }, { url, key: null, csv: false })).rejects.toThrow(
    "answers 404: The KPI is not known: there is no KPI 'a'",
  );
});

it('takes no page that answers in the place of the service for values', async () => {
  const url = await serve(200, '<html>Log in</html>');
  for (const csv of [false, true]) {
    await expect(fetchValues({ kpi: 'a' }, { url, key: null, csv })).rejects.toThrow(
      new CommandFailure(`${url} answered without values: is it a Nhịp service?`),
    );
  }
});
