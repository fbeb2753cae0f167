// Catalogues on disk: what is read, what is left out, and one error with all faults where something is wrong.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CatalogueError, loadCatalogue } from './load.ts';
import { goodCatalogue } from './testing/good.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-catalogue-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
}

async function faultOf(path: string): Promise<CatalogueError> {
  const error: unknown = await loadCatalogue(path).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CatalogueError) return error;
  throw new Error('the catalogue compiles', { cause: error });
}

it('reads every YAML file below the folder, in the order of their names, and nothing else', async () => {
  const [head = '', rest = ''] = goodCatalogue.split('---\nkpi: online-share');
  await write({
    'b.yaml': head,
    'health/kpis.yaml': `kpi: online-share${rest}`,
    'health/online-share.test.yaml': 'not: part of it',
    'notes.md': '# no YAML: [',
    'empty.yaml': '# nothing but a comment\n',
  });
  const plan = await loadCatalogue(folder);
  expect(plan.records.map(({ name }) => name)).toEqual(['dossier', 'register']);
  expect(plan.kpis[0]).toMatchObject({ id: 'online-share', programme: 'health' });
});

it('reads each file of a mounted ConfigMap once, and what editors keep not at all', async () => {
  await write({ '..2026_11_30/a.yaml': goodCatalogue, '.#a.yaml': 'half: written [' });
  await symlink('..2026_11_30', join(folder, '..data'));
  await symlink('..data/a.yaml', join(folder, 'a.yaml'));
  const { kpis } = await loadCatalogue(folder);
  expect(kpis).toHaveLength(6);
});

it('says that a file of another ending is not read', async () => {
  await write({ 'a.yaml': goodCatalogue, 'health/kpis.yml': 'kpi: forgotten\n' });
  const { faults } = await faultOf(folder);
  expect(faults).toEqual([
    { file: 'health/kpis.yml', line: 0, message: 'is not read: expected its name to end in .yaml' },
  ]);
});

it('refuses a KPI without an example where the catalogue asks for examples', async () => {
  const asking = goodCatalogue.replace('root: city', 'root: city\nexamples: required');
  await write({ 'a.yaml': asking, 'a.test.yaml': 'example: x\nevents: []\nnow: 2023-01-01\nvalues: {}\n' });
  const { faults } = await faultOf(folder);
  expect(faults[0]?.message).toContain(`the KPI 'online-share' has no example`);
  expect(faults).toHaveLength(6);
});

it('says that a folder is missing', async () => {
  const { faults, message } = await faultOf(join(folder, 'nowhere'));
  expect(faults).toEqual([{ file: join(folder, 'nowhere'), line: 0, message: expect.stringContaining('ENOENT') }]);
  expect(message).toContain('does not compile (1 fault)');
});

it('says that a folder holds no catalogue', async () => {
  const { faults } = await faultOf(folder);
  expect(faults.map(({ message }) => message)).toEqual([
    expect.stringContaining('no document begins with catalogue:'),
    expect.stringContaining('no document begins with units:'),
  ]);
});

it('says where YAML is broken, and still checks the other files', async () => {
  await write({
    'a.yaml': goodCatalogue.replace('Asia/Ho_Chi_Minh', 'Nowhere'),
    'b.yaml': 'kpi: x\ngrains: [day\nbasis: y\n',
  });
  const { faults, message } = await faultOf(folder);
  expect(faults).toEqual([
    { file: 'a.yaml', line: 4, message: expect.stringContaining(`'Nowhere'`) },
    expect.objectContaining({ file: 'b.yaml', message: expect.stringContaining('YAML:') }),
  ]);
  expect(message).toContain('\na.yaml:4: ');
});

it('says that a file is not UTF-8', async () => {
  await write({ 'a.yaml': goodCatalogue, 'b.yaml': Uint8Array.of(0x6b, 0xff, 0xfe) });
  expect((await faultOf(folder)).faults).toEqual([
    { file: 'b.yaml', line: 0, message: expect.stringContaining('expected a file in UTF-8') },
  ]);
});

it('takes no harm from keys that look like parts of the language it is written in', async () => {
  const text = goodCatalogue
    .replace('note: { type: text', 'constructor: { type: text')
    .replace('paid, note]', 'paid, constructor]')
    .replace('{ channel: online } }', '{ channel: online, toString: set, __proto__: set } }');
  await write({ 'a.yaml': text });
  const { faults } = await faultOf(folder);
  expect(faults.map(({ message }) => message)).toEqual([
    expect.stringContaining(`'toString' is not known in the record`),
    expect.stringContaining(`'__proto__' is not known in the record`),
  ]);
});
