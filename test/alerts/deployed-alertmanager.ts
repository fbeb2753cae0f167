// Test support: the Alertmanager's configuration that is deployed, as data, and with an address for each of its receivers.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { AlertmanagerOptions } from '../support/alertmanager.ts';

export const ALERTMANAGER = fileURLToPath(new URL('../../deploy/alertmanager/', import.meta.url));
const TEMPLATES = 'templates/nhip.tmpl';

export interface Route {
  readonly receiver?: string;
  readonly routes?: readonly Route[];
}

export interface Deployed {
  readonly route: Route;
  readonly receivers: readonly { readonly name: string }[];
}

export function deployedConfig(): Deployed {
  return parse(readFileSync(`${ALERTMANAGER}alertmanager.yml`, 'utf8')) as Deployed;
}

/** The same routes, but quick, and each receiver at a path of its name. */
export function listeningConfig(url: string): AlertmanagerOptions {
  const { route, receivers, ...rest } = deployedConfig();
  return {
    config: {
      ...rest,
      route: quick(route),
      receivers: receivers.map(({ name }) => ({
        name,
        webhook_configs: [{ url: `${url}/${name}`, send_resolved: true }],
      })),
    },
    files: { [TEMPLATES]: readFileSync(ALERTMANAGER + TEMPLATES, 'utf8') },
  };
}

function quick(route: Route): object {
  return { ...route, group_wait: '1s', group_interval: '1s', routes: (route.routes ?? []).map(quick) };
}
