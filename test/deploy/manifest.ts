// Deployment: Kubernetes manifests read and checked against the API's own schemas, strictly: a field that the API does not know
// is a fault, as it is for a server that is asked to be strict.

import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

interface Model {
  readonly apiVersion: string;
  readonly kind: string;
  readonly prototype: { validate(): void };
}

const models: readonly Model[] = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
];

/** @throws Error when the text is not YAML. */
export function parseManifests(text: string): readonly Manifest[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  for (const { errors } of documents) for (const error of errors) throw error;
  return documents.map((document) => document.toJS() as Manifest);
}

/** What is wrong with a manifest: none when a strict API server would take it. */
export function manifestFaults(manifest: Manifest): readonly string[] {
  const { apiVersion, kind, metadata } = manifest;
  const name = `${kind} ${metadata?.name}`;
  const model = models.find((known) => known.kind === kind && known.apiVersion === apiVersion);
  if (model === undefined) return [`${name}: nothing is known of ${apiVersion}`];
  const unknown = new Set<string>();
  try {
    model.prototype.validate.call(watched(manifest, '', unknown));
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  }
  return [...unknown].map((path) => `${name}: the API knows no ${path}`);
}

/** The compiled schemas look at each field they know by its name; what nobody looked at is unknown. */
function watched<T extends object>(value: T, path: string, unknown: Set<string>): T {
  const children = new Map<string, unknown>();
  for (const key of Array.isArray(value) ? [] : Object.keys(value)) unknown.add(`${path}/${key}`);
  return new Proxy(value, {
    get(target, key) {
      const child: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol') return child;
      unknown.delete(`${path}/${key}`);
      if (typeof child !== 'object' || child === null) return child;
      if (!children.has(key)) children.set(key, watched(child, `${path}/${key}`, unknown));
      return children.get(key);
    },
    // Walked through as a whole, as maps of free keys are.
    ownKeys(target) {
      for (const key of Object.keys(target)) unknown.delete(`${path}/${key}`);
      return Reflect.ownKeys(target);
    },
  });
}
