// Deployment: the user that Grafana reads the history with, made by the script that PostgreSQL runs in compose.yaml.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { makeHistoryReader } from '../support/history-reader.ts';
import { type Postgres, postgresMissing, rowsOf, startPostgres } from '../support/postgres.ts';

describeWith([postgresMissing()], "Grafana's user of the history", () => {
  let postgres: Postgres;
  let database: string;
  let reader: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createDatabase('city');
    reader = await makeHistoryReader(database, `it's "quoted", 100%`);
  });
  afterAll(() => postgres?.close());

  it('reads what the service makes after it', async () => {
    await rowsOf(database, 'CREATE SCHEMA nhip; CREATE VIEW nhip.kpi_value AS SELECT 42 AS value');
    expect(await rowsOf(reader, 'SELECT value FROM nhip.kpi_value')).toEqual([{ value: 42 }]);
  });

  it('changes nothing', async () => {
    await rowsOf(database, 'CREATE TABLE nhip.kept AS SELECT 1 AS one');
    for (const deed of ['INSERT INTO nhip.kept VALUES (2)', 'DROP TABLE nhip.kept', 'CREATE TABLE nhip.mine ()']) {
      await expect(rowsOf(reader, deed), deed).rejects.toThrow(/permission denied|must be owner/);
    }
    expect(await rowsOf(database, 'SELECT one FROM nhip.kept')).toEqual([{ one: 1 }]);
  });

  it('is answered without its small questions being compiled', async () => {
    expect(await rowsOf(reader, 'SHOW jit')).toEqual([{ jit: 'off' }]);
  });

  it('needs its password', async () => {
    const url = new URL(reader);
    url.password = 'guessed';
    await expect(rowsOf(url.href, 'SELECT 1')).rejects.toThrow('password');
  });
});
