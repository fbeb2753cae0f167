// The pages that people read: what they are told to type can be typed as it stands.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sectionsOf } from './shell-blocks.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const pages = globSync(['README.md', 'docs/**/*.md', 'deploy/**/*.md'], { cwd: ROOT });

it('there is no program nhip, so no page begins a command with it', () => {
  const commands = pages.flatMap((page) =>
    sectionsOf(`## \n${readFileSync(`${ROOT}/${page}`, 'utf8')}`)
      .flatMap(({ shell }) => shell)
      .flatMap((block) => block.split('\n').map((line) => ({ page, line }))),
  );
  expect(commands.filter(({ line }) => line.includes('pnpm@12 nhip ')).length).toBeGreaterThan(3);
  expect(commands.filter(({ line }) => /^\s*nhip\s/.test(line))).toEqual([]);
});
