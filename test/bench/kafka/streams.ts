// Benchmark: the Kafka Streams program: built with Maven, run beside the same broker over the same topic.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('../kafka-streams', import.meta.url));
const MAIN = 'vn.nhip.bench.SumByPeriod';
const run = promisify(execFile);

export async function buildStreams(): Promise<void> {
  const goals = ['package', 'dependency:copy-dependencies', `-DoutputDirectory=${join(FOLDER, 'target/lib')}`];
  await run('mvn', ['-q', '-B', '-Dstyle.color=never', '-f', join(FOLDER, 'pom.xml'), ...goals]);
}

export interface StreamsOptions {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Entries of the topic, and how many distinct events are among them. */
  readonly entries: number;
  readonly events: number;
  readonly store: 'memory' | 'rocksdb';
}

/** Events per second. @throws Error when it did not count every event once. */
export async function runStreams({ brokers, topic, entries, events, store }: StreamsOptions): Promise<number> {
  const state = mkdtempSync(join(process.env.NHIP_BENCH_DIR ?? tmpdir(), 'nhip-streams-'));
  try {
    const path = [join(FOLDER, 'target/bench-kafka-streams-0.1.0.jar'), join(FOLDER, 'target/lib/*')].join(delimiter);
    const flags = ['-Xmx4g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'];
    const words = [brokers.join(','), topic, String(entries), store, state];
    const { stdout } = await run('java', [...flags, '-cp', path, MAIN, ...words], { maxBuffer: 2 ** 26 });
    const [taken, seconds, counted] = stdout.trim().split(' ').map(Number);
    if (taken !== entries || counted !== events || !seconds)
      throw new Error(`Kafka Streams counted ${counted} of ${taken} entries, not ${events} of ${entries}`);
    return entries / seconds;
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}
