// Test support: Grafana's own data layer (transformations, fields, units of measure, colours), the code that its browser runs on
// the answers of data sources. It expects a browser when it is loaded, and gets as much of one as it asks for.
import { createRequire } from 'node:module';
import { Window } from 'happy-dom';

type GrafanaData = typeof import('@grafana/data');

const BROWSER = ['window', 'document', 'history', 'location', 'localStorage', 'getComputedStyle'] as const;

let loaded: GrafanaData | null = null;

export function grafanaData(): GrafanaData {
  loaded ??= load();
  return loaded;
}

function load(): GrafanaData {
  const window = new Window({ url: 'http://localhost/' });
  for (const name of BROWSER) {
    const value: unknown = name === 'window' ? window : window[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  // Its other build is for bundlers alone.
  const data = createRequire(import.meta.url)('@grafana/data') as GrafanaData;
  // Some stand there under an older name too.
  const transformations = new Map(Object.values(data.standardTransformers).map((one) => [one.id, one]));
  data.standardTransformersRegistry.setInit(() => [...transformations.values()].map(described));
  return data;
}

/** As Grafana registers its transformations; what is left out is for its editor. */
function described(transformation: { readonly id: string; readonly name: string }) {
  return { id: transformation.id, name: transformation.name, transformation } as never;
}
