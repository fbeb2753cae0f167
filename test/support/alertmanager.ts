// The real Alertmanager as a child process, and questions to it by its HTTP API. Suites that use it need `prometheus-alertmanager`.
import { startServer } from './server-process.ts';

/** Alertmanager's own configuration file, as the object that its YAML stands for. */
export type AlertmanagerConfig = Readonly<Record<string, unknown>>;

export interface AlertmanagerOptions {
  readonly config: AlertmanagerConfig;
  /** Texts by their path below the folder of the configuration, such as templates. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface ToldAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface StandingAlert extends ToldAlert {
  readonly receivers: readonly string[];
  /** By another alert that speaks for it. */
  readonly inhibited: boolean;
}

export interface Alertmanager {
  readonly url: string;
  /** Alerts as Prometheus tells them, firing from now on. @throws Error with what Alertmanager says of them. */
  tell(alerts: readonly ToldAlert[]): Promise<void>;
  alerts(): Promise<readonly StandingAlert[]>;
  /** Everything it printed so far. */
  output(): string;
  close(): Promise<void>;
}

const PROGRAM = 'prometheus-alertmanager';
const CONFIG = 'alertmanager.yml';

/** Ready when it resolves. */
export async function startAlertmanager({ config, files = {} }: AlertmanagerOptions): Promise<Alertmanager> {
  const server = await startServer({
    program: PROGRAM,
    words: ({ address, folder }) => [
      `--config.file=${folder}/${CONFIG}`,
      `--storage.path=${folder}/data`,
      `--web.listen-address=${address}`,
      // One of its own: it looks for no others.
      '--cluster.listen-address=',
    ],
    // JSON is YAML too.
    files: { ...files, [CONFIG]: JSON.stringify(config) },
    readyPath: '/-/ready',
  });
  const address = `${server.url}/api/v2/alerts`;
  return {
    url: server.url,
    tell: async (alerts) => {
      const body = JSON.stringify(alerts);
      const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (!response.ok) throw new Error(`Alertmanager answers ${response.status}: ${await response.text()}`);
    },
    alerts: async () => ((await (await fetch(address)).json()) as readonly Answered[]).map(standing),
    output: server.output,
    close: server.close,
  };
}

interface Answered extends ToldAlert {
  readonly receivers: readonly { readonly name: string }[];
  readonly status: { readonly inhibitedBy: readonly string[] };
}

function standing({ labels, annotations = {}, receivers, status }: Answered): StandingAlert {
  return {
    labels,
    annotations,
    receivers: receivers.map(({ name }) => name),
    inhibited: status.inhibitedBy.length > 0,
  };
}
