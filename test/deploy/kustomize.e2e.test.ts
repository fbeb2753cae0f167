// Deployment: the real kustomize renders base and overlay, and every manifest that comes out fits its API. It is installed by
// the ordinary client of Go's modules where the machine has none.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { programMissing } from '../support/requires.ts';
import { ROOT } from './docker.ts';
import { type Manifest, manifestFaults, parseManifests } from './manifest.ts';

const KUSTOMIZE = 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.1';
const COMPILE_MS_MAX = 300_000;

async function render(folder: string): Promise<readonly Manifest[]> {
  const words = ['build', join(ROOT, 'deploy/kubernetes', folder)];
  const installed = programMissing('kustomize') === null;
  const [program, before] = installed ? ['kustomize', []] : ['go', ['run', KUSTOMIZE]];
  const { stdout } = await promisify(execFile)(program, [...before, ...words], { maxBuffer: 2 ** 24 });
  return parseManifests(stdout);
}

const missing = programMissing('kustomize') === null ? null : programMissing('go');

describeWith([missing], 'kustomize', () => {
  let base: readonly Manifest[] = [];
  let overlay: readonly Manifest[] = [];
  beforeAll(async () => {
    base = await render('base');
    overlay = await render('overlays/own-catalogue');
  }, COMPILE_MS_MAX);

  it('renders manifests that fit their APIs, all in one namespace', () => {
    for (const rendered of [base, overlay]) {
      expect(rendered.length).toBeGreaterThan(10);
      expect(rendered.flatMap(manifestFaults)).toEqual([]);
      const elsewhere = rendered.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'nhip');
      expect(elsewhere).toEqual([]);
    }
  });

  it('gives every service of the overlay its image, its brokers and its catalogue', () => {
    const settings = overlay.find(({ kind, metadata }) => kind === 'ConfigMap' && /^nhip-/.test(metadata.name));
    expect(settings).toMatchObject({ data: { NHIP_CATALOGUE: '/etc/nhip/catalogue' } });
    const catalogue = overlay.find(({ kind, metadata }) => kind === 'ConfigMap' && /^catalogue-/.test(metadata.name));
    const deployments = overlay.filter(({ kind }) => kind === 'Deployment');
    expect(deployments).toHaveLength(3);
    for (const { spec } of deployments) {
      expect(spec).toMatchObject({
        template: {
          spec: {
            containers: [
              {
                image: 'registry.example.org/nhip:0.1.0',
                envFrom: [{ configMapRef: { name: settings?.metadata.name } }],
                volumeMounts: expect.arrayContaining([
                  expect.objectContaining({ name: 'catalogue', mountPath: '/etc/nhip/catalogue' }),
                ]),
              },
            ],
            volumes: expect.arrayContaining([
              expect.objectContaining({ configMap: { name: catalogue?.metadata.name, optional: true } }),
            ]),
          },
        },
      });
    }
  });
});
