// Deployment: the Kubernetes manifests as they stand in the files. Each fits the schema of its API; every pod is as strict, as well
// watched and as safe against disruptions as the others; and what they name of the program is really there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalogue } from '@nhip/catalogue';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './docker.ts';
import { type Manifest, manifestFaults, parseManifests } from './manifest.ts';

const BASE = join(ROOT, 'deploy/kubernetes/base');
const OVERLAY = join(ROOT, 'deploy/kubernetes/overlays/own-catalogue');
const SERVICES = ['aggregator', 'exporter', 'gateway'];

const read = (path: string) => readFileSync(path, 'utf8');
const files = readdirSync(BASE).filter((name) => name !== 'kustomization.yaml');
const manifests = files.flatMap((name) => parseManifests(read(join(BASE, name))));
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const names = (kind: string) =>
  ofKind(kind)
    .map(({ metadata }) => metadata.name)
    .sort();

describe('the check of manifests', () => {
  const budget = (spec: unknown): Manifest => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'a' },
    spec,
  });

  it('takes what fits the schema', () => {
    expect(manifestFaults(budget({ maxUnavailable: 1, selector: { matchLabels: { free: 'key' } } }))).toEqual([]);
  });

  it.each([
    ['a field that does not exist', { maxUnavailabel: 1 }, /knows no \/spec\/maxUnavailabel/],
    ['a value of another type', { selector: 'all' }, /selector must be object/],
  ])('finds %s', (_what, spec, fault) => {
    expect(manifestFaults(budget(spec))).toEqual([expect.stringMatching(fault)]);
  });

  it('does not pass over a kind that it knows nothing of', () => {
    expect(manifestFaults({ ...budget({}), kind: 'Anything' })).toHaveLength(1);
  });
});

describe('the base', () => {
  it('lists every file, and every manifest fits its API', () => {
    const { resources } = parse(read(join(BASE, 'kustomization.yaml'))) as { resources: readonly string[] };
    expect([...resources].sort()).toEqual([...files].sort());
    expect(manifests.flatMap(manifestFaults)).toEqual([]);
  });

  it('runs the three services, each with a budget of disruptions', () => {
    expect(names('Deployment')).toEqual(SERVICES);
    expect(names('PodDisruptionBudget')).toEqual(SERVICES);
    expect(names('Service')).toEqual(['exporter', 'gateway']);
  });

  it.each(SERVICES)('runs the %s strictly, watched, and within bounds', (name) => {
    const deployment = ofKind('Deployment').find(({ metadata }) => metadata.name === name);
    const labels = { 'app.kubernetes.io/name': name };
    expect(deployment?.spec).toMatchObject({
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              image: 'nhip',
              args: ['serve', name],
              livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
              readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
              startupProbe: { httpGet: { path: '/livez', port: 'http' } },
              resources: { requests: { cpu: expect.any(String), memory: expect.any(String) } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    });
    const budget = ofKind('PodDisruptionBudget').find(({ metadata }) => metadata.name === name);
    expect(budget?.spec).toMatchObject({ selector: { matchLabels: labels } });
  });

  it('lets aggregators grow up to the number of partitions, and to no fixed number beside that', () => {
    const topics = read(join(ROOT, 'packages/event-log/src/kafka/topics.ts'));
    const partitions = Number(/^const PARTITIONS = (\d+);$/m.exec(topics)?.[1]);
    expect(ofKind('HorizontalPodAutoscaler').map(({ spec }) => spec)).toMatchObject([
      { scaleTargetRef: { kind: 'Deployment', name: 'aggregator' }, maxReplicas: partitions },
    ]);
    const aggregator = ofKind('Deployment').find(({ metadata }) => metadata.name === 'aggregator');
    expect(aggregator?.spec).not.toHaveProperty('replicas');
    // As many as there are partitions, each with one thread that counts: none is without anything to do.
    const env = [{ name: 'NHIP_KAFKA_TALLY_THREADS', value: '1' }];
    expect(aggregator?.spec).toMatchObject({ template: { spec: { containers: [{ env }] } } });
  });
});

describe('the overlay with its own catalogue', () => {
  it('has every file of its catalogue in the config map, and the catalogue compiles', async () => {
    const { configMapGenerator } = parse(read(join(OVERLAY, 'kustomization.yaml'))) as {
      configMapGenerator: readonly { readonly name: string; readonly files?: readonly string[] }[];
    };
    const listed = configMapGenerator.find(({ name }) => name === 'catalogue')?.files ?? [];
    const present = readdirSync(join(OVERLAY, 'catalogue')).map((name) => `catalogue/${name}`);
    expect([...listed].sort()).toEqual(present.sort());
    expect((await loadCatalogue(join(OVERLAY, 'catalogue'))).kpis.length).toBeGreaterThan(0);
  });
});
