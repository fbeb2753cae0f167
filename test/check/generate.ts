// Generated files: `pnpm generate` writes all of them; with --check it writes nothing and fails when one is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generated-files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Paths of the files whose text on disk is not what the source makes of them. */
async function staleFiles(): Promise<ReadonlyMap<string, string>> {
  const stale = new Map<string, string>();
  for (const { path, make } of generatedFiles) {
    const text = await make();
    const file = `${root}${path}`;
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) stale.set(path, text);
  }
  return stale;
}

const stale = await staleFiles();
if (process.argv.includes('--check')) {
  for (const path of stale.keys()) console.error(`stale: ${path} (run pnpm generate)`);
  if (stale.size > 0) process.exitCode = 1;
  else console.log(`${generatedFiles.length} generated files are up to date`);
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(`${root}${path}`), { recursive: true });
    writeFileSync(`${root}${path}`, text);
    console.log(`wrote ${path}`);
  }
}
