// The real Prometheus as a child process, and questions to it by its HTTP API. Suites that use it need the program `prometheus`.
import { startServer } from './server-process.ts';

/** Prometheus's own configuration file, as the object that its YAML stands for. */
export type PrometheusConfig = Readonly<Record<string, unknown>>;

export interface PrometheusOptions {
  readonly config: PrometheusConfig;
  /** Texts by their path below the folder of the configuration, such as rule files. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Series {
  /** With `__name__` where it has a name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface SeriesInTime {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970 and the value then. */
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

export interface TimeRange {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

export interface Prometheus {
  readonly url: string;
  /** What a PromQL expression gives at a moment (default now): a vector, or a scalar as one series without labels. */
  query(expression: string, atSeconds?: number): Promise<readonly Series[]>;
  queryRange(expression: string, range: TimeRange): Promise<readonly SeriesInTime[]>;
  /** Pending and firing ones. */
  alerts(): Promise<readonly Alert[]>;
  /** Any other question: the `data` of the answer. @throws Error with what Prometheus says of it. */
  ask(path: string, parameters?: Readonly<Record<string, string>>): Promise<unknown>;
  close(): Promise<void>;
}

const PROGRAM = 'prometheus';
const CONFIG = 'prometheus.yml';

/** Ready when it resolves; nothing need be scraped by then. */
export async function startPrometheus({ config, files = {} }: PrometheusOptions): Promise<Prometheus> {
  const server = await startServer({
    program: PROGRAM,
    words: ({ address, folder }) => [
      `--config.file=${folder}/${CONFIG}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
    ],
    // JSON is YAML too.
    files: { ...files, [CONFIG]: JSON.stringify(config) },
    readyPath: '/-/ready',
  });
  const ask: Prometheus['ask'] = (path, parameters = {}) => answerOf(server.url, path, parameters);
  return {
    url: server.url,
    query: async (expression, atSeconds) => {
      const time = atSeconds === undefined ? {} : { time: String(atSeconds) };
      return seriesOf((await ask('/api/v1/query', { query: expression, ...time })) as InstantAnswer);
    },
    queryRange: async (expression, { startSeconds, endSeconds, stepSeconds }) => {
      const [start, end, step] = [startSeconds, endSeconds, stepSeconds].map(String) as [string, string, string];
      return inTime((await ask('/api/v1/query_range', { query: expression, start, end, step })) as RangeAnswer);
    },
    alerts: async () => ((await ask('/api/v1/alerts')) as { readonly alerts: readonly Alert[] }).alerts,
    ask,
    close: server.close,
  };
}

type Point = readonly [seconds: number, value: string];
type Labels = Readonly<Record<string, string>>;

type InstantAnswer =
  | { readonly resultType: 'vector'; readonly result: readonly { readonly metric: Labels; readonly value: Point }[] }
  | { readonly resultType: 'scalar'; readonly result: Point };

interface RangeAnswer {
  readonly result: readonly { readonly metric: Labels; readonly values: readonly Point[] }[];
}

type Answer =
  | { readonly status: 'success'; readonly data: unknown }
  | { readonly status: 'error'; readonly errorType: string; readonly error: string };

async function answerOf(url: string, path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(`${url}${path}?${new URLSearchParams(parameters)}`);
  const answer = (await response.json()) as Answer;
  if (answer.status === 'success') return answer.data;
  const question = parameters.query ?? path;
  throw new Error(`Prometheus refuses ${question}: ${answer.errorType}: ${answer.error}`);
}

function seriesOf(answer: InstantAnswer): readonly Series[] {
  if (answer.resultType === 'scalar') return [{ labels: {}, value: numberOf(answer.result[1]) }];
  return answer.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }));
}

function inTime({ result }: RangeAnswer): readonly SeriesInTime[] {
  return result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([seconds, value]) => [seconds, numberOf(value)] as const),
  }));
}

/** Infinities are written `+Inf` and `-Inf`. */
function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
