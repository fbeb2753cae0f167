// Generated files: `pnpm generate` writes all of them; with --check it writes nothing and fails when one is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles, generatedFolders } from './generated-files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Generated {
  /** Text of each file by its path. */
  readonly made: ReadonlyMap<string, string>;
  /** Files that nothing makes any more, in folders where everything is generated. */
  readonly left: readonly string[];
}

async function generate(): Promise<Generated> {
  const made = new Map<string, string>();
  for (const { path, make } of generatedFiles) made.set(path, await make());
  const left: string[] = [];
  for (const { path, make } of generatedFolders) {
    for (const page of await make()) made.set(`${path}/${page.path}`, page.text);
    left.push(...filesBelow(path).filter((file) => !made.has(file)));
  }
  return { made, left };
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(`${root}${folder}`)) return [];
  const entries = readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(root.length));
}

function isStale([path, text]: readonly [string, string]): boolean {
  return !existsSync(`${root}${path}`) || readFileSync(`${root}${path}`, 'utf8') !== text;
}

const { made, left } = await generate();
const stale = [...made].filter(isStale);
if (process.argv.includes('--check')) {
  for (const path of [...stale.map(([path]) => path), ...left]) console.error(`stale: ${path} (run pnpm generate)`);
  if (stale.length + left.length > 0) process.exitCode = 1;
  else console.log(`${made.size} generated files are up to date`);
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(`${root}${path}`), { recursive: true });
    writeFileSync(`${root}${path}`, text);
    console.log(`wrote ${path}`);
  }
  for (const path of left) {
    rmSync(`${root}${path}`);
    console.log(`removed ${path}`);
  }
}
