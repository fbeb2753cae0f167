// Test support: the user of PostgreSQL that deploy/postgres makes for Grafana.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript } from './postgres.ts';

const SCRIPT = fileURLToPath(new URL('../../deploy/postgres/grafana.sql', import.meta.url));

/** Makes it, with a password out of a file. @param database as createDatabase gave it. Gives its own connection string. */
export async function makeHistoryReader(database: string, password: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-history-reader-'));
  const file = join(folder, 'password');
  try {
    writeFileSync(file, `${password}\n`);
    await runScript(database, SCRIPT, { GRAFANA_PASSWORD_FILE: file });
  } finally {
    rmSync(folder, { recursive: true });
  }
  const url = new URL(database);
  [url.username, url.password] = ['grafana', encodeURIComponent(password)];
  return url.href;
}
