// The PostgreSQL that suites get: a password is asked for, what was committed outlives a stop, and nothing of it is left behind.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { describeWith } from './describe-with.ts';
import { postgresMissing, rowsOf, startPostgres } from './postgres.ts';

describeWith([postgresMissing()], 'a PostgreSQL as a child process', () => {
  it('keeps what was committed over a stop, and leaves nothing behind', async () => {
    const before = folders();
    const postgres = await startPostgres();
    try {
      const url = await postgres.createDatabase('one');
      expect(await rowsOf(url, 'CREATE TABLE kept AS SELECT 42 AS answer')).toEqual([]);
      await postgres.stop();
      await expect(rowsOf(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
      await postgres.start();
      expect(await rowsOf(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      await expect(rowsOf(url.replace(postgres.password, 'guessed'), 'SELECT 1')).rejects.toThrow('password');
    } finally {
      await postgres.close();
    }
    expect(folders()).toEqual(before);
  });
});

function folders(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('nhip-postgres-'));
}
