// Architecture tests: the rooms of the project and which of them may import which; the picture of design and README as data.

export interface Room {
  /** Folder below the project root. */
  readonly folder: string;
  /** Rooms of ours that it may import, by package name. */
  readonly imports: readonly string[];
  /** Packages and `node:` modules that its source may import; null: whatever its package.json declares, and all of node. */
  readonly libraries: readonly string[] | null;
}

const packages = ['@nhip/core', '@nhip/events', '@nhip/catalogue', '@nhip/event-log', '@nhip/telemetry'];
const services = ['@nhip/gateway', '@nhip/aggregator', '@nhip/exporter'];

/** Imports point one way: down this list, never up. */
export const rooms: readonly Room[] = [
  { folder: 'packages/core', imports: [], libraries: ['luxon'] },
  { folder: 'packages/events', imports: ['@nhip/core'], libraries: null },
  { folder: 'packages/catalogue', imports: ['@nhip/core'], libraries: null },
  { folder: 'packages/event-log', imports: [], libraries: null },
  { folder: 'packages/telemetry', imports: [], libraries: null },
  { folder: 'services/gateway', imports: packages, libraries: null },
  { folder: 'services/aggregator', imports: packages, libraries: null },
  { folder: 'services/exporter', imports: packages, libraries: null },
  { folder: 'services/nhip', imports: [...packages, ...services], libraries: null },
  { folder: 'test', imports: [...packages, ...services, '@nhip/nhip'], libraries: null },
];

/** Loaded only when spans are to be sent somewhere. */
const TRACING_SDK = 'services/nhip/src/serve/tracing-sdk';

/** Client libraries and the one folder that may know each. */
export const knownOnlyTo: Readonly<Record<string, readonly string[]>> = {
  'node:sqlite': ['packages/event-log/src/sqlite/', 'services/exporter/src/history/', 'test/'],
  pg: ['services/exporter/src/history/postgres/', 'test/'],
  kafkajs: ['packages/event-log/src/kafka/', 'test/'],
  'prom-client': ['packages/telemetry/', 'test/bench/scrape/'],
  pino: ['packages/telemetry/'],
  '@opentelemetry/api': ['packages/telemetry/', TRACING_SDK],
  '@opentelemetry/sdk-trace': [TRACING_SDK],
  '@opentelemetry/exporter-trace-otlp-http': [TRACING_SDK],
};

/** The judge shares no code with what it judges: only the YAML parser and luxon. */
export const oracle: Room = { folder: 'test/oracle', imports: [], libraries: ['yaml', 'luxon'] };

export const forbiddenNames: readonly string[] = ['utils', 'util', 'helpers', 'helper', 'common'];

export function roomOf(path: string): Room | null {
  return rooms.find(({ folder }) => path.startsWith(`${folder}/`)) ?? null;
}
