// E8: the three pillars of the DTI share their foundation, so a composite of them does not compile.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileText } from '../simulation/catalogue-folder.ts';

it('E8: a composite of pillars that share a foundation does not compile', async () => {
  const text = await readFile(new URL('index-dti/catalogue.yaml', import.meta.url), 'utf8');
  const together = `---
kpi: pillars
title: { vi: Ba trụ cột, en: Three pillars }
basis: worked example E8
composite: { parts: [pillar-government, pillar-economy, pillar-society], missing: partial }
measure: points
better: higher
grains: [year]
`;
  await expect(compileText(`${text}${together}`)).rejects.toThrow(
    /'awareness' counts twice in one composite, by 'pillar-government' and by 'pillar-economy'/,
  );
});
