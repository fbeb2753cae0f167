// A node of Kafka as a child process on free ports, from the release on Maven Central. Needs Java 17 and Maven, no Docker.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asProperties, CLUSTER_ID, type NodePlace, nodeSettings } from './node-settings.ts';

const run = promisify(execFile);
const SERVER = fileURLToPath(new URL('server', import.meta.url));
const LIBRARIES = join(SERVER, 'target/lib');
const JAVA = ['-Xmx400m', '-cp', join(LIBRARIES, '*'), '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'];

export interface ChildNode {
  readonly broker: string;
  start(): void;
  /** Resolves when the process is gone; what it had written stays. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it and removes what it had written. */
  close(): Promise<void>;
}

/** Fetches the libraries of the broker where they are not there yet. */
export async function fetchServer(): Promise<void> {
  const goals = ['dependency:copy-dependencies', `-DoutputDirectory=${LIBRARIES}`];
  await run('mvn', ['-q', '-B', '-Dstyle.color=never', '-f', join(SERVER, 'pom.xml'), ...goals]);
}

export interface Particulars {
  /** Server properties in place of the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** More words for the command that formats the storage, such as users for SCRAM. */
  readonly format?: readonly string[];
}

export async function prepareNode(
  own: NodePlace,
  all: readonly NodePlace[],
  { settings = {}, format = [] }: Particulars = {},
): Promise<ChildNode> {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-kafka-'));
  const file = join(folder, 'server.properties');
  writeFileSync(file, asProperties({ ...nodeSettings(own, all), ...settings, 'log.dirs': join(folder, 'data') }));
  await run('java', [...JAVA, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file, ...format]);
  let child: ChildProcess | null = null;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill(signal);
    await exited;
  };
  return {
    broker: `localhost:${own.clientPort}`,
    start: () => {
      child = spawn('java', [...JAVA, 'kafka.Kafka', file], { stdio: 'ignore' });
    },
    end,
    close: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
